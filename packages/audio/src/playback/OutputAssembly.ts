import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Assembled, AssembledPart, Irregularity, PartRef } from "./Assembled.ts"
import {
  type AudioFormat,
  bytesPerSample,
  type Companded,
  type G711Law,
  pcm24k,
  type PcmFormat,
  sampleRate,
  type SamplesOf
} from "../samples/AudioFormat.ts"
import { isPartEvent, type OutputEvent, type PartEvent } from "../events.ts"
import * as G711 from "../samples/G711.ts"
import { isAudio, makeParts, type Part } from "./Parts.ts"
import * as Pcm16 from "../samples/Pcm16.ts"
import { makeRecent } from "./makeRecent.ts"
import { makeSlabs } from "./Slabs.ts"
import { bytesOfPiece, decodePiece } from "../samples/SampleReader.ts"

/**
 * Which audio an assembly keeps. `lastMs` keeps at least the last milliseconds over all parts, and frees memory by the
 * slab (1 MiB, or `lastMs` if that is less). `push` returns every chunk, kept or not. Unless all audio is kept, the
 * transcripts of ended responses go with their audio, except those of the last 64.
 */
export type Retention = "all" | "none" | { readonly lastMs: number }

/** Assembles server events into audio and transcript per response, item and content part. */
export interface OutputAssembly<F extends AudioFormat = PcmFormat> {
  readonly format: F
  /** Takes an event and returns what it added. Events of other kinds add nothing. */
  readonly push: (event: ServerEvent | UnknownEvent) => ReadonlyArray<Assembled<F>>
  /**
   * Returns the parts of one item, or all parts. They are ordered by the arrival of their response, then by output
   * index, then by content index.
   */
  readonly parts: (itemId?: string) => ReadonlyArray<AssembledPart>
  /** Returns a copy of the kept audio of a part in the bytes of its format. An unknown part has none. */
  readonly bytes: (part: PartRef) => Uint8Array
  /** Returns a copy of the kept audio of a part as linear PCM16. An unknown part has none. */
  readonly samples: (part: PartRef) => Int16Array
  /** Returns the kept audio of a part in blocks of `length` floats, for players. The last block may be shorter. */
  readonly blocks: (part: PartRef, length: number) => Iterable<Float32Array>
}

const slabBytes = 1 << 20

/** Converts the bytes of a format to the samples handed out, and to linear PCM. */
interface Reading<F extends AudioFormat> {
  readonly view: (bytes: Uint8Array) => SamplesOf<F>
  readonly linear: (bytes: Uint8Array) => Int16Array
}

const keptBytes = (format: AudioFormat, retention: Retention): number => {
  if (retention === "all") return Infinity
  if (retention === "none") return 0
  if (!(retention.lastMs >= 0)) throw new RangeError(`lastMs must be at least 0, not ${retention.lastMs}`)
  return Math.ceil((sampleRate(format) * retention.lastMs) / 1000) * bytesPerSample(format)
}

const pcmView = (bytes: Uint8Array): Int16Array => new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)

const companded = <L extends G711Law>(law: L) => ({
  view: (bytes: Uint8Array): Companded<L> => G711.fromBytes(law, bytes),
  linear: (bytes: Uint8Array): Int16Array => G711.decode(law, G711.fromBytes(law, bytes))
})

type TextOutput = Extract<Assembled<never>, { readonly _tag: "Transcript" | "Irregular" }>
type EndOutput = Extract<Assembled<never>, { readonly _tag: "Ended" | "Irregular" }>

const gap = (part: Part, detail: string, event: OutputEvent): EndOutput & TextOutput => ({
  _tag: "Irregular",
  part: part.ref,
  reason: { _tag: "Gap", offset: part.samples, detail },
  event
})

const end = (part: Part, event: OutputEvent): ReadonlyArray<EndOutput> => {
  if (part.ended) return []
  part.ended = true
  const ended = { _tag: "Ended", part: part.ref, samples: part.samples } as const
  if (part.carry === undefined) return [ended]
  part.carry = undefined
  return [gap(part, "the audio ends inside a sample", event), ended]
}

const addText = (part: Part, text: string): ReadonlyArray<TextOutput> => {
  if (text === "") return []
  const offset = part.samples
  part.transcript += text
  part.pieces.push({ text, offset })
  return [{ _tag: "Transcript", part: part.ref, offset, text }]
}

const finishText = (part: Part, transcript: string, event: OutputEvent): ReadonlyArray<TextOutput> => {
  const assembled = part.transcript
  part.transcribed = true
  if (transcript === assembled) return []
  if (assembled === "") return addText(part, transcript)
  part.transcript = transcript
  part.pieces = [{ text: transcript, offset: 0 }]
  return [{ _tag: "Irregular", part: part.ref, reason: { _tag: "TranscriptDiffers", assembled }, event }]
}

const of = <F extends AudioFormat>(
  format: F,
  retention: Retention,
  { view, linear }: Reading<F>
): OutputAssembly<F> => {
  const width = bytesPerSample(format)
  const keep = keptBytes(format, retention)
  const slabs = makeSlabs(Math.min(slabBytes, Math.max(keep, 1)), keep)
  const parts = makeParts(keep !== Infinity)
  const isRepeat = makeRecent()

  const addAudio = (part: Part, delta: string, event: OutputEvent): ReadonlyArray<Assembled<F>> => {
    const slab = slabs.room(bytesOfPiece(part, delta))
    const decoded = decodePiece(part, delta, slab.bytes.subarray(slab.used), width)
    if (decoded._tag === "Failure") return [gap(part, decoded.failure.message, event)]
    const bytes = slabs.take(slab, part.track, decoded.success)
    if (bytes.length === 0) return []
    const offset = part.samples
    part.samples += bytes.length / width
    return [{ _tag: "Audio", part: part.ref, offset, samples: view(bytes) }]
  }

  const pushToPart = (event: PartEvent): ReadonlyArray<Assembled<F>> => {
    const ref = { responseId: event.response_id, itemId: event.item_id, contentIndex: event.content_index }
    const known = parts.find(ref)
    const irregular = (reason: Irregularity): Assembled<F> => ({ _tag: "Irregular", part: ref, reason, event })
    if (isRepeat(event)) return [irregular({ _tag: "Duplicate", eventId: event.event_id ?? "" })]
    if (event.type === "response.content_part.added" || event.type === "response.content_part.done") {
      if (event.type === "response.content_part.done") return known === undefined ? [] : end(known, event)
      if (known === undefined && isAudio(event.part?.type)) parts.open(ref, event.output_index)
      return []
    }
    const part = known ?? parts.open(ref, event.output_index)
    const notice = known === undefined ? [irregular({ _tag: "Unannounced" })] : []
    const late = irregular({ _tag: "Late" })
    switch (event.type) {
      case "response.output_audio.delta":
        return part.ended ? [late] : [...notice, ...addAudio(part, event.delta, event)]
      case "response.output_audio.done":
        return [...notice, ...end(part, event)]
      case "response.output_audio_transcript.delta":
        return part.transcribed ? [late] : [...notice, ...addText(part, event.delta)]
      case "response.output_audio_transcript.done":
        return part.transcribed ? [late] : [...notice, ...finishText(part, event.transcript, event)]
    }
  }

  const bytes = (ref: PartRef): Uint8Array => {
    const extents = parts.find(ref)?.track.extents ?? []
    const out = new Uint8Array(extents.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const { bytes, offset, length } of extents) {
      out.set(bytes.subarray(offset, offset + length), at)
      at += length
    }
    return out
  }

  return {
    format,
    push: (event) => {
      if (isPartEvent(event)) return pushToPart(event)
      return event.type === "response.done"
        ? parts.ofResponse(event.response.id ?? "").flatMap((part) => end(part, event))
        : []
    },
    parts: (itemId) =>
      parts
        .all()
        .filter((part) => itemId === undefined || part.ref.itemId === itemId)
        .map(({ ref, outputIndex, track, samples, ended, transcript, pieces }) => ({
          ref,
          outputIndex,
          samples,
          keptFrom: track.dropped / width,
          ended,
          transcript,
          pieces: [...pieces]
        })),
    bytes,
    samples: (ref) => linear(bytes(ref)),
    blocks: function* (ref, length) {
      const samples = linear(bytes(ref))
      for (let at = 0; at < samples.length; at += length) yield Pcm16.toFloat32(samples.subarray(at, at + length))
    }
  }
}

function make(options?: { readonly retention?: Retention }): OutputAssembly
function make<F extends AudioFormat>(options: { readonly format: F; readonly retention?: Retention }): OutputAssembly<F>
function make(
  options: { readonly format?: AudioFormat; readonly retention?: Retention } = {}
): OutputAssembly<AudioFormat> {
  const { format = pcm24k, retention = "all" } = options
  if (format.type === "audio/pcm") return of(format, retention, { view: pcmView, linear: pcmView })
  if (format.type === "audio/pcmu") return of(format, retention, companded(format.type))
  return of(format, retention, companded(format.type))
}

/**
 * `format` is that of the session's output and defaults to 24 kHz PCM16. `retention` defaults to all. Throws a
 * RangeError if `lastMs` is not a length of time. See section 2 (2) of the protocol paper.
 */
export const OutputAssembly = { make }
