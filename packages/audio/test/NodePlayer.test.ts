import { Writable } from "node:stream"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Pcm16 } from "../src/index.ts"
import { NodePlayer, type PlayerPosition, type Sink } from "../src/node.ts"

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }))
afterEach(() => void vi.useRealTimers())

/** A sink of 24 kHz PCM16 that remembers when it got each byte. */
const makeSink = () => {
  const written: Array<{ readonly at: number; readonly samples: number }> = []
  let drained: (() => void) | undefined
  const state = { isFull: false }
  const sink: Sink = {
    write: (bytes) => {
      written.push({ at: performance.now(), samples: bytes.length / 2 })
      return !state.isFull
    },
    once: (_, listener) => (drained = listener)
  }
  const samples = () => written.reduce((sum, frame) => sum + frame.samples, 0)
  return { sink, state, written, samples, drain: () => drained?.() }
}

const second = new Int16Array(24_000).fill(1)

describe("NodePlayer", () => {
  it("refuses a missing sink, a rate that is none, and samples that would be noise", () => {
    const { sink } = makeSink()
    const made = (options: unknown) => () => Reflect.apply(NodePlayer.make, undefined, [options])
    expect(made(undefined)).toThrow("NodePlayer.make has no sink: pass a Writable, e.g. process.stdout")
    expect(made({ sink })).toThrow("rate of NodePlayer.make is Undefined: pass Hz, e.g. 24000")
    expect(made({ sink, rate: 0 })).toThrow("rate of NodePlayer.make is 0: pass Hz, e.g. 24000")
    expect(made({ sink, rate: 24_000, leadMs: Number.NaN })).toThrow("leadMs of NodePlayer.make is NaN")
    const { queue } = NodePlayer.make({ rate: 24_000, sink })
    expect(() => Reflect.apply(queue, undefined, [new Float32Array(1)])).toThrow(
      "queue takes an Int16Array, not Float32Array"
    )
  })

  it("writes at the pace of the sound, never more than a frame beyond its lead", () => {
    const { sink, samples } = makeSink()
    const player = NodePlayer.make({ rate: 24_000, sink })
    const start = performance.now()
    player.queue(second)
    for (let step = 0; step < 49; step++) {
      const elapsed = performance.now() - start
      expect(samples() / 24).toBeGreaterThanOrEqual(elapsed)
      expect(samples() / 24).toBeLessThanOrEqual(elapsed + 60)
      vi.advanceTimersByTime(20)
    }
    vi.advanceTimersByTime(100)
    expect(samples()).toBe(24_000)
  })

  it("drops on a clear what it has not written, and says where it stopped and goes on", async () => {
    const { sink, samples } = makeSink()
    const player = NodePlayer.make({ rate: 24_000, sink })
    player.queue(second)
    vi.advanceTimersByTime(200)
    const before = samples()
    expect(player.position()).toMatchObject({ until: before, given: 24_000 })
    const cleared = await player.clear()
    expect(cleared).toMatchObject({ until: before, resumesAt: 24_000 })
    expect(cleared.latencyMs).toBeLessThanOrEqual(60)
    vi.advanceTimersByTime(500)
    expect(samples()).toBe(before)
    player.queue(new Int16Array(48))
    expect(samples()).toBe(before + 48)
  })

  it("counts on, after a clear, behind what was dropped", async () => {
    const positions: Array<number> = []
    const { sink } = makeSink()
    const player = NodePlayer.make({ rate: 24_000, sink, onPosition: ({ until }) => positions.push(until) })
    player.queue(second)
    const { resumesAt } = await player.clear()
    player.queue(new Int16Array(100))
    vi.advanceTimersByTime(1_000)
    expect(positions.at(-1)).toBe(resumesAt + 100)
  })

  it("reports its position while it plays, until all of it has sounded", () => {
    const positions: Array<PlayerPosition> = []
    const { sink } = makeSink()
    const player = NodePlayer.make({ rate: 24_000, sink, onPosition: (position) => positions.push(position) })
    player.queue(new Int16Array(2_400))
    vi.advanceTimersByTime(1_000)
    expect(positions.at(-1)).toEqual({ until: 2_400, latencyMs: 0 })
    const count = positions.length
    vi.advanceTimersByTime(1_000)
    expect(positions).toHaveLength(count)
    for (const [i, { until }] of positions.entries()) expect(until).toBeGreaterThanOrEqual(positions[i - 1]?.until ?? 0)
  })

  it("keeps its lead after running dry: late audio is not hurried", () => {
    const { sink, samples } = makeSink()
    const player = NodePlayer.make({ rate: 24_000, sink })
    player.queue(new Int16Array(480))
    vi.advanceTimersByTime(5_000)
    player.queue(second)
    expect(samples() - 480).toBeLessThanOrEqual(60 * 24)
  })

  it("waits for a sink that is full, and goes on when it drains", () => {
    const { sink, state, samples, drain } = makeSink()
    const player = NodePlayer.make({ rate: 24_000, sink })
    state.isFull = true
    player.queue(second)
    vi.advanceTimersByTime(1_000)
    expect(samples()).toBe(480)
    state.isFull = false
    drain()
    vi.advanceTimersByTime(1_200)
    expect(samples()).toBe(24_000)
  })

  it("plays into a real stream that is slow to drain, every sample in order", async () => {
    vi.useRealTimers()
    const bytes: Array<number> = []
    const sink = new Writable({
      highWaterMark: 1_000,
      write: (chunk, _, done) => {
        bytes.push(...chunk)
        setImmediate(done)
      }
    })
    const samples = Int16Array.from({ length: 2_400 }, (_, i) => i)
    await new Promise<void>((resolve) => {
      const onPosition = ({ until, latencyMs }: PlayerPosition) => {
        if (until === samples.length && latencyMs === 0) resolve()
      }
      NodePlayer.make({ rate: 24_000, sink, onPosition }).queue(samples)
    })
    expect(Pcm16.fromBytes(Uint8Array.from(bytes))).toEqual({ _tag: "Success", success: samples })
  })

  it("writes nothing after it is closed", async () => {
    const { sink, samples } = makeSink()
    const player = NodePlayer.make({ rate: 24_000, sink })
    player.queue(second)
    await player.close()
    const before = samples()
    player.queue(second)
    vi.advanceTimersByTime(1_000)
    expect(samples()).toBe(before)
  })
})
