import { nameOf, need, needArray } from "../samples/need.ts"
import * as Pcm16 from "../samples/Pcm16.ts"
import type { Player, PlayerCleared, PlayerOptions, PlayerPosition } from "./Player.ts"

/** The part of a Node `Writable` that a player needs. */
export interface Sink {
  readonly write: (bytes: Uint8Array) => boolean
  readonly once: (event: "drain", listener: () => void) => unknown
}

export interface NodePlayerOptions extends PlayerOptions {
  /**
   * Where the PCM16 bytes go, e.g. a file, a pipe or the standard input of `aplay` or `sox`. The player does not end
   * it.
   */
  readonly sink: Sink
  /** How far ahead of the clock it writes, in ms. It is the most that may still play after a clear. Defaults to 40. */
  readonly leadMs?: number
}

const frameMs = 20

/** Throws if a sink or a rate is missing, or if one is of another kind. */
const needOptions = (options: NodePlayerOptions): void => {
  const { leadMs = 0, rate, sink }: Partial<NodePlayerOptions> = Object(options)
  need(
    make,
    typeof Object(sink).write === "function",
    () => "NodePlayer.make has no sink: pass a Writable, e.g. process.stdout"
  )
  const isRate = rate !== undefined && Number.isInteger(rate) && rate > 0
  need(
    make,
    isRate,
    () => `rate of NodePlayer.make is ${typeof rate === "number" ? rate : nameOf(rate)}: pass Hz, e.g. 24000`
  )
  need(make, leadMs >= 0, () => `leadMs of NodePlayer.make is ${String(leadMs)}: pass a number of ms`)
}

/**
 * Writes at the pace of the sound, in frames of 20 ms by the monotonic clock, so that what is not written yet can still
 * be dropped. A sample counts as rendered when it is written. The lead is reported as latency. Waits for a sink that is
 * full, and restarts its clock after the queue was empty.
 */
const make = (options: NodePlayerOptions): Player => {
  needOptions(options)
  const { rate, sink, leadMs = 40, onPosition = () => {} } = options
  const frame = Math.round((rate * frameMs) / 1000)
  let queue: Array<Int16Array> = []
  let given = 0
  let written = 0
  /** The moment in ms at which everything written will have been played. */
  let soundsUntil = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let state: "open" | "full" | "closed" = "open"

  const latencyMs = (): number => Math.max(0, soundsUntil - performance.now())
  const position = (): PlayerPosition => ({ until: written, latencyMs: latencyMs() })
  const canWrite = (): boolean => state === "open" && queue.length > 0 && latencyMs() < leadMs

  const writeFrame = (): void => {
    const [block = new Int16Array(0)] = queue
    const piece = block.subarray(0, frame)
    if (piece.length === block.length) queue.shift()
    else queue[0] = block.subarray(frame)
    written += piece.length
    soundsUntil = performance.now() + latencyMs() + (piece.length * 1000) / rate
    if (sink.write(Pcm16.toBytes(piece))) return
    state = "full"
    sink.once("drain", () => {
      if (state === "full") state = "open"
      wake()
    })
  }

  const tick = (): void => {
    timer = undefined
    while (canWrite()) writeFrame()
    onPosition(position())
    if (queue.length > 0 ? state === "open" : latencyMs() > 0) timer = setTimeout(tick, frameMs)
  }

  const wake = (): void => {
    if (timer === undefined && state === "open" && queue.length > 0) tick()
  }

  return {
    rate,
    queue: function queueSamples(samples) {
      needArray(queueSamples, "queue", samples)
      if (samples.length === 0 || state === "closed") return
      given += samples.length
      queue.push(samples.slice())
      wake()
    },
    position: () => ({ ...position(), given }),
    clear: () => {
      const cleared: PlayerCleared = { ...position(), resumesAt: given }
      queue = []
      written = given
      return Promise.resolve(cleared)
    },
    close: () => {
      clearTimeout(timer)
      queue = []
      state = "closed"
      return Promise.resolve()
    }
  }
}

export const NodePlayer = { make }
