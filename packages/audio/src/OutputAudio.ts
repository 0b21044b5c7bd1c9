import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { PartRef } from "./Assembled.ts"
import { type AudioFormat, pcm24k } from "./AudioFormat.ts"
import * as Base64 from "./Base64.ts"
import type { PartEvent } from "./events.ts"
import * as G711 from "./G711.ts"
import { makeParts, type Part } from "./Parts.ts"
import { makeRecent } from "./recent.ts"

/** What an event brought, in linear PCM16. The samples are yours. */
export type PartAudio =
  | { readonly _tag: "Audio"; readonly part: PartRef; readonly samples: Int16Array }
  /** No more audio of this part will come. */
  | { readonly _tag: "Ended"; readonly part: PartRef }

/** From server events to the audio of each content part, where nothing is kept. */
export interface OutputAudio {
  /** Takes an event and gives the audio that it brought; what {@link OutputAssembly} calls irregular brings none. */
  readonly push: (event: ServerEvent | UnknownEvent) => ReadonlyArray<PartAudio>
}

const isAudio = (type: string | null | undefined): boolean => type === "audio" || type === "output_audio"

const end = (part: Part): ReadonlyArray<PartAudio> => {
  if (part.ended) return []
  part.ended = true
  return [{ _tag: "Ended", part: part.ref }]
}

/** How to read audio. */
export interface OutputAudioOptions {
  /** The format of the session's output. Defaults to PCM16 at 24 kHz. */
  readonly format?: AudioFormat
  /**
   * Whether an event came before and counts no more. Defaults to events of the type, the id and the content of one of the
   * last 64, unless ids were used twice. A caller that has left out repeats already passes `() => false`.
   */
  readonly isRepeat?: (event: PartEvent) => boolean
}

const make = ({ format = pcm24k, isRepeat = makeRecent() }: OutputAudioOptions = {}): OutputAudio => {
  const parts = makeParts(true)

  const linear = (bytes: Uint8Array): Int16Array =>
    format.type === "audio/pcm"
      ? new Int16Array(bytes.buffer, 0, bytes.length >> 1)
      : G711.decode(format.type, G711.fromBytes(format.type, bytes))

  const addAudio = (part: Part, delta: string): ReadonlyArray<PartAudio> => {
    const carried = part.carry === undefined ? 0 : 1
    const bytes = new Uint8Array(carried + Base64.byteLength(delta))
    bytes[0] = part.carry ?? 0
    part.carry = undefined
    if (Base64.decodeInto(delta, bytes.subarray(carried))._tag === "Failure") return []
    if (format.type === "audio/pcm" && bytes.length % 2 === 1) part.carry = bytes.at(-1)
    const samples = linear(bytes)
    return samples.length === 0 ? [] : [{ _tag: "Audio", part: part.ref, samples }]
  }

  const pushToPart = (event: PartEvent): ReadonlyArray<PartAudio> => {
    const ref = { responseId: event.response_id, itemId: event.item_id, contentIndex: event.content_index }
    const known = parts.find(ref)
    if (isRepeat(event)) return []
    if (event.type === "response.content_part.done") return known === undefined ? [] : end(known)
    if (event.type === "response.content_part.added" && !isAudio(event.part?.type)) return []
    const part = known ?? parts.open(ref, event.output_index)
    if (event.type === "response.output_audio.done") return end(part)
    return event.type === "response.output_audio.delta" && !part.ended ? addAudio(part, event.delta) : []
  }

  return {
    push: (event) => {
      switch (event.type) {
        case "response.output_audio.delta":
        case "response.output_audio.done":
        case "response.output_audio_transcript.delta":
        case "response.output_audio_transcript.done":
        case "response.content_part.added":
        case "response.content_part.done":
          return pushToPart(event)
        case "response.done":
          return parts.ofResponse(event.response.id).flatMap(end)
        default:
          return []
      }
    }
  }
}

/** `make(options)` returns a reader. Protocol section 2 (2). */
export const OutputAudio = { make }
