import { type AudioFormat, bytesPerSample, pcm24k, type PcmFormat, sampleRate, type SamplesOf } from "./AudioFormat.ts"
import * as Base64 from "./Base64.ts"
import type { AppendEvent, CommitEvent } from "../events.ts"
import { Framer } from "./Framer.ts"
import { fail, type Result, succeed } from "../Result.ts"

/** The least audio the server lets a client commit, in ms; below, it answers `input_audio_buffer_commit_empty`. */
const commitMinMs = 100

/** The most that one append event may hold, in bytes of base64. */
const appendMaxBytes = 15 * 1024 * 1024

/** A commit that the server would refuse, and that was therefore not made. */
export class CommitTooShort extends Error {
  readonly _tag = "CommitTooShort"
  /** Audio since the last commit, in ms. */
  readonly heldMs: number
  constructor(heldMs: number) {
    super(`a commit needs at least ${commitMinMs} ms of audio and there are ${heldMs} ms; push more audio first`)
    this.heldMs = heldMs
  }
}

/** Cuts any frames into `input_audio_buffer.append` events of one length, and counts what the server's buffer holds. */
export interface InputChunker<F extends AudioFormat = PcmFormat> {
  readonly format: F
  /** Audio appended or held back since the last commit or reset, in samples. */
  readonly samples: number
  /** The whole chunks that these samples complete. */
  readonly push: (samples: SamplesOf<F>) => ReadonlyArray<AppendEvent>
  /** What is held back, as one shorter event; none when nothing is. */
  readonly flush: () => ReadonlyArray<AppendEvent>
  /** The remainder and the commit. Below 100 ms since the last one nothing is sent and the audio stays held. */
  readonly commit: () => Result<ReadonlyArray<AppendEvent | CommitEvent>, CommitTooShort>
  /** Drops what is held back and counts anew: for a server that committed or cleared its buffer. */
  readonly reset: () => void
}

const append = (chunk: Uint8Array): AppendEvent => ({
  type: "input_audio_buffer.append",
  audio: Base64.encode(chunk)
})

const of = <F extends AudioFormat>(format: F, chunkMs: number): InputChunker<F> => {
  const framer = Framer.make({ format, frameMs: chunkMs })
  if ((framer.frameLength * bytesPerSample(format) * 4) / 3 > appendMaxBytes) {
    throw new RangeError(`chunks of ${chunkMs} ms exceed the 15 MiB of an append event`)
  }
  let samples = 0
  const flush = (): ReadonlyArray<AppendEvent> => {
    const rest = framer.rest()
    return rest === undefined ? [] : [append(rest)]
  }
  return {
    format,
    get samples() {
      return samples
    },
    push: (block) => {
      samples += block.length
      return framer.push(block).map(append)
    },
    flush,
    commit: () => {
      const heldMs = (samples * 1000) / sampleRate(format)
      if (heldMs < commitMinMs) return fail(new CommitTooShort(heldMs))
      samples = 0
      return succeed([...flush(), { type: "input_audio_buffer.commit" }])
    },
    reset: () => {
      samples = 0
      framer.reset()
    }
  }
}

/**
 * `chunkMs` is the length of an append event (100 ms unless told; telephony wants 20), `format` that of the session's input
 * (24 kHz PCM16 unless told). A length that is no whole number of samples, or beyond the 15 MiB of an
 * event, throws a RangeError. Protocol section 2 (4).
 */
function make(options?: { readonly chunkMs?: number }): InputChunker
function make<F extends AudioFormat>(options: { readonly format: F; readonly chunkMs?: number }): InputChunker<F>
function make(options: { readonly format?: AudioFormat; readonly chunkMs?: number } = {}): InputChunker<AudioFormat> {
  return of(options.format ?? pcm24k, options.chunkMs ?? 100)
}

export const InputChunker = { make }
