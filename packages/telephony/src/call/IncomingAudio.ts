/**
 * The caller's audio in order, without holes. Chunks that arrive out of order wait for those before them, 60 ms and 50
 * chunks at most. A hole of up to 1 s in the carrier's timestamps becomes silence, because a detector of turns that gets
 * nothing never sees the end of speech.
 *
 * Timestamps and numbers are courtesies of the carrier. Timestamps that only wobble make a hole once, and numbers that go back
 * while time goes on begin anew, so that no audio is lost to them.
 */
import type { Audio } from "../Dialect.ts"

export interface IncomingAudio {
  /** Takes a chunk and returns the samples that are in order now. */
  readonly push: (audio: Audio, samples: Int16Array) => ReadonlyArray<Int16Array>
}

interface Chunk {
  readonly chunk: number
  readonly timestampMs: number | undefined
  readonly samples: Int16Array
}

const longestHoleMs = 1000
const longestWaitMs = 60
/** The most chunks that wait, however short they are. They are a second of usual ones. */
const mostWaiting = 50
/** Chunks in a row whose numbers are too low. More of them show that the carrier does not count on. */
const mostLate = 10

export const makeIncomingAudio = (rate: number, isOrdered: boolean): IncomingAudio => {
  let waiting: Array<Chunk> = []
  let lastChunk: number | undefined
  let lastMs: number | undefined
  let late = 0
  let expectedMs: number | undefined

  const msOf = (samples: Int16Array): number => (samples.length * 1000) / rate

  const whole = ({ timestampMs, samples }: Pick<Chunk, "timestampMs" | "samples">): ReadonlyArray<Int16Array> => {
    const holeMs = timestampMs === undefined || expectedMs === undefined ? 0 : timestampMs - expectedMs
    // Time that went back a little was counted before, with the silence of the hole. Time that went back far begins anew.
    if (timestampMs !== undefined) {
      const isAhead = holeMs < 0 && holeMs >= -longestHoleMs
      expectedMs = (isAhead ? (expectedMs ?? 0) : timestampMs) + msOf(samples)
    }
    // Less than half a frame is the carrier's rounding.
    if (holeMs < 10 || holeMs > longestHoleMs) return [samples]
    return [new Int16Array(Math.round((holeMs * rate) / 1000)), samples]
  }

  /** Whether a number that is too low is of a count that began anew, and not of a chunk that comes late or twice. */
  const isAnew = (chunk: number, timestampMs: number | undefined): boolean => {
    late += 1
    const goesOn = timestampMs !== undefined && lastMs !== undefined && timestampMs > lastMs
    return goesOn || late > mostLate || chunk < (lastChunk ?? 0) - mostWaiting
  }

  const push = (audio: Audio, samples: Int16Array): ReadonlyArray<Int16Array> => {
    const { chunk, timestampMs } = audio
    if (isOrdered || chunk === undefined) return whole({ timestampMs, samples })
    const out: Array<Int16Array> = []
    if (lastChunk !== undefined && chunk <= lastChunk) {
      if (!isAnew(chunk, timestampMs)) return []
      for (const each of waiting.splice(0)) out.push(...whole(each))
      lastChunk = undefined
    }
    late = 0
    waiting = [...waiting.filter((each) => each.chunk !== chunk), { chunk, timestampMs, samples }]
    waiting.sort((one, other) => one.chunk - other.chunk)
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const waitedMs = waiting.reduce((ms, each) => ms + msOf(each.samples), 0)
      const mayWait = waitedMs <= longestWaitMs && waiting.length <= mostWaiting
      if (lastChunk !== undefined && next.chunk !== lastChunk + 1 && mayWait) break
      lastChunk = next.chunk
      lastMs = next.timestampMs
      waiting.shift()
      out.push(...whole(next))
    }
    return out
  }

  return { push }
}
