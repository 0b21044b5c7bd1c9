import { assert, it } from "@effect/vitest"
import { vi } from "vitest"
import { type Segment, Segmenter } from "../src/model/Segmenter.ts"

const second = 16_000

/** A hum for each number of seconds, or silence if it is negative. */
const audio = (...seconds: ReadonlyArray<number>): Int16Array =>
  Int16Array.from(
    seconds.flatMap((length) =>
      Array.from({ length: Math.abs(length) * second }, (_, i) => (length > 0 ? 8000 * Math.sin(i * 0.1) : 0))
    )
  )

const split = (samples: Int16Array, block: number): ReadonlyArray<Segment> => {
  const segmenter = new Segmenter()
  const segments: Array<Segment> = []
  for (let at = 0; at < samples.length; at += block) segments.push(...segmenter.push(samples.slice(at, at + block)))
  const last = segmenter.current()
  return last === undefined ? segments : [...segments, last]
}

const times = (segments: ReadonlyArray<Segment>) => segments.map(({ endMs, startMs }) => [startMs, endMs])

it("the silence around speech is left out apart from 200 ms", () => {
  assert.deepStrictEqual(times(split(audio(-2, 3, -2), 1000)), [[1800, 5200]])
})

it("a pause before 8 s does not split, and one after does", () => {
  assert.deepStrictEqual(times(split(audio(4, -0.5, 5, -0.5, 2), 1000)), [
    [0, 9600],
    [9800, 12_000]
  ])
})

it("speech without a pause is split at 22 s at the latest, and all of it is kept", () => {
  const segments = split(audio(50), 1000)
  assert.isAbove(segments.length, 2)
  for (const { samples } of segments) assert.isAtMost(samples.length, 22 * second)
  assert.strictEqual(
    segments.reduce((sum, { samples }) => sum + samples.length, 0),
    50 * second
  )
})

it("where speech is split does not depend on how it arrives", () => {
  const samples = audio(-1, 9, -1, 9, -0.3, 3)
  assert.deepStrictEqual(times(split(samples, 160)), times(split(samples, samples.length)))
})

it("silence has no stretches, however long it is", () => {
  assert.deepStrictEqual(split(audio(-60), 5000), [])
})

it("a sample is copied a few times at most, whether it comes alone or in a large piece", () => {
  const samples = audio(9, -1, 9, -1)
  const copied = (block: number): number => {
    const set = vi.spyOn(Int16Array.prototype, "set")
    const slice = vi.spyOn(Int16Array.prototype, "slice")
    const segmenter = new Segmenter()
    for (let at = 0; at < samples.length; at += block) segmenter.push(samples.subarray(at, at + block))
    const sum = [
      ...set.mock.calls.map(([from]) => from.length),
      ...slice.mock.results.map(({ value }) => Object(value).length)
    ].reduce((total, length) => total + length, 0)
    set.mockRestore()
    slice.mockRestore()
    return sum
  }
  for (const block of [100, 1600, samples.length]) assert.isBelow(copied(block), 6 * samples.length)
})
