/**
 * The caller's audio in order, without holes. Chunks that arrive out of order wait for those before them, 60 ms and 50
 * chunks at most. A
 * hole of up to 1 s in the carrier's timestamps becomes silence, because a detector of turns that gets nothing never sees
 * the end of speech.
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

export const makeIncomingAudio = (rate: number, isOrdered: boolean): IncomingAudio => {
  let waiting: Array<Chunk> = []
  let lastChunk: number | undefined
  let expectedMs: number | undefined

  const msOf = (samples: Int16Array): number => (samples.length * 1000) / rate

  const whole = ({ timestampMs, samples }: Pick<Chunk, "timestampMs" | "samples">): ReadonlyArray<Int16Array> => {
    const holeMs = timestampMs === undefined || expectedMs === undefined ? 0 : timestampMs - expectedMs
    if (timestampMs !== undefined) expectedMs = timestampMs + msOf(samples)
    // Less than half a frame is the carrier's rounding.
    if (holeMs < 10 || holeMs > longestHoleMs) return [samples]
    return [new Int16Array(Math.round((holeMs * rate) / 1000)), samples]
  }

  const push = (audio: Audio, samples: Int16Array): ReadonlyArray<Int16Array> => {
    const { chunk, timestampMs } = audio
    if (isOrdered || chunk === undefined) return whole({ timestampMs, samples })
    if (lastChunk !== undefined && chunk <= lastChunk) return []
    waiting = [...waiting.filter((each) => each.chunk !== chunk), { chunk, timestampMs, samples }]
    waiting.sort((one, other) => one.chunk - other.chunk)
    const out: Array<Int16Array> = []
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const waitedMs = waiting.reduce((ms, each) => ms + msOf(each.samples), 0)
      const mayWait = waitedMs <= longestWaitMs && waiting.length <= mostWaiting
      if (lastChunk !== undefined && next.chunk !== lastChunk + 1 && mayWait) break
      lastChunk = next.chunk
      waiting.shift()
      out.push(...whole(next))
    }
    return out
  }

  return { push }
}
