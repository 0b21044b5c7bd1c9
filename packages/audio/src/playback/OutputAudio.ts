import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { PartRef } from "./Assembled.ts"
import { type AudioFormat, pcm24k } from "../samples/AudioFormat.ts"
import { isPartEvent, type PartEvent } from "../events.ts"
import { samplesOfPiece } from "../samples/SampleReader.ts"
import { isAudio, makeParts, type Part } from "./Parts.ts"
import { makeRecent } from "./makeRecent.ts"

/** The audio of an event in linear PCM16. The samples belong to the caller. */
export type PartAudio =
  | { readonly _tag: "Audio"; readonly part: PartRef; readonly samples: Int16Array }
  /** Audio is missing here, because a delta is not base64. */
  | { readonly _tag: "Gap"; readonly part: PartRef; readonly detail: string }
  /** No more audio of this part follows. */
  | { readonly _tag: "Ended"; readonly part: PartRef }

/** Reads the audio of each content part from server events, and keeps none of it. */
export interface OutputAudio {
  /** Takes an event and returns the audio that it brought. Late and repeated events bring none. */
  readonly push: (event: ServerEvent | UnknownEvent) => ReadonlyArray<PartAudio>
}

const end = (part: Part): ReadonlyArray<PartAudio> => {
  if (part.ended) return []
  part.ended = true
  return [{ _tag: "Ended", part: part.ref }]
}

/** Options of {@link OutputAudio}. */
export interface OutputAudioOptions {
  /** The format of the session's output. Defaults to PCM16 at 24 kHz. */
  readonly format?: AudioFormat
  /**
   * Whether an event is a repeat, which then does not count. Defaults to events of the type, the id and the content of
   * one of the last 64, unless ids were used twice. Pass `() => false` if repeats are already left out.
   */
  readonly isRepeat?: (event: PartEvent) => boolean
}

const addAudio = (part: Part, delta: string, format: AudioFormat): ReadonlyArray<PartAudio> => {
  const decoded = samplesOfPiece(part, delta, format)
  if (decoded._tag === "Failure") return [{ _tag: "Gap", part: part.ref, detail: decoded.failure.message }]
  const samples = decoded.success
  return samples.length === 0 ? [] : [{ _tag: "Audio", part: part.ref, samples }]
}

const make = ({ format = pcm24k, isRepeat = makeRecent() }: OutputAudioOptions = {}): OutputAudio => {
  const parts = makeParts(true)

  const pushToPart = (event: PartEvent): ReadonlyArray<PartAudio> => {
    const ref = { responseId: event.response_id, itemId: event.item_id, contentIndex: event.content_index }
    const known = parts.find(ref)
    if (isRepeat(event)) return []
    if (event.type === "response.content_part.done") return known === undefined ? [] : end(known)
    if (event.type === "response.content_part.added" && !isAudio(event.part?.type)) return []
    const part = known ?? parts.open(ref, event.output_index)
    if (event.type === "response.output_audio.done") return end(part)
    return event.type === "response.output_audio.delta" && !part.ended ? addAudio(part, event.delta, format) : []
  }

  return {
    push: (event) => {
      if (isPartEvent(event)) return pushToPart(event)
      return event.type === "response.done" ? parts.ofResponse(event.response.id).flatMap(end) : []
    }
  }
}

/** `make(options)` returns a reader. See section 2 (2) of the protocol paper. */
export const OutputAudio = { make }
