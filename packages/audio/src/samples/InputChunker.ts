import { type AudioFormat, bytesPerSample, pcm24k, type PcmFormat, sampleRate, type SamplesOf } from "./AudioFormat.ts"
import * as Base64 from "./Base64.ts"
import type { AppendEvent, CommitEvent } from "../events.ts"
import { Framer } from "./Framer.ts"
import { fail, type Result, succeed } from "../Result.ts"

/** The least audio that a client may commit, in ms. Below it the server answers `input_audio_buffer_commit_empty`. */
const commitMinMs = 100

/** The most that one append event may hold, in bytes of base64. */
const appendMaxBytes = 15 * 1024 * 1024

/** The server would refuse this commit, so it was not made. */
export class CommitTooShort extends Error {
  readonly _tag = "CommitTooShort"
  /** Audio since the last commit, in ms. */
  readonly heldMs: number
  constructor(heldMs: number) {
    super(`a commit needs at least ${commitMinMs} ms of audio and there are ${heldMs} ms; push more audio first`)
    this.heldMs = heldMs
  }
}

/** Splits audio into `input_audio_buffer.append` events of one length, and counts what the server's buffer holds. */
export interface InputChunker<F extends AudioFormat = PcmFormat> {
  readonly format: F
  /** Audio appended or held back since the last commit or reset, in samples. */
  readonly samples: number
  /** Returns the whole chunks that these samples complete. */
  readonly push: (samples: SamplesOf<F>) => ReadonlyArray<AppendEvent>
  /** Returns what is held back as one shorter event, or no event if nothing is. */
  readonly flush: () => ReadonlyArray<AppendEvent>
  /**
   * Returns the remainder and the commit. Fails if less than 100 ms came since the last commit. The audio then stays
   * held back.
   */
  readonly commit: () => Result<ReadonlyArray<AppendEvent | CommitEvent>, CommitTooShort>
  /** Drops what is held back and starts the count again. Call it when the server committed or cleared its buffer. */
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
 * `chunkMs` is the length of an append event. It defaults to 100, and telephony uses 20. `format` is that of the
 * session's input and defaults to 24 kHz PCM16. Throws a RangeError if a chunk is not a whole number of samples, or
 * exceeds the 15 MiB of an event. See section 2 (4) of the protocol paper.
 */
function make(options?: { readonly chunkMs?: number }): InputChunker
function make<F extends AudioFormat>(options: { readonly format: F; readonly chunkMs?: number }): InputChunker<F>
function make(options: { readonly format?: AudioFormat; readonly chunkMs?: number } = {}): InputChunker<AudioFormat> {
  return of(options.format ?? pcm24k, options.chunkMs ?? 100)
}

export const InputChunker = { make }
