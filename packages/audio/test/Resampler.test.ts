import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Resampler } from "../src/index.ts"
import { decibels, fitTone, tone } from "./signals.ts"

const rates = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000]
const pairs = rates.flatMap((from) => rates.filter((to) => to !== from).map((to) => ({ from, to })))
const whole = (input: Int16Array, resampler: Resampler): Int16Array => {
  const body = resampler.process(input)
  const tail = resampler.flush()
  const out = new Int16Array(body.length + tail.length)
  out.set(body)
  out.set(tail, body.length)
  return out
}

describe("Resampler", () => {
  it.each(pairs)("$from to $to Hz keeps tones at least 90 dB above their noise", ({ from, to }) => {
    for (const hz of [1_000, 0.399 * Math.min(from, to)]) {
      const output = whole(tone(hz, from, 32_000), Resampler.make({ from, to }))
      const { amplitude, noise } = fitTone(output.subarray(1_000, -1_000), hz, to)
      expect(decibels(amplitude / Math.SQRT2, noise)).toBeGreaterThan(90)
      expect(amplitude).toBeCloseTo(32_000, -1)
    }
  })

  it.each(pairs.filter(({ from, to }) => to < from))("$from to $to Hz holds aliases below -90 dB", ({ from, to }) => {
    for (const hz of [to * 0.505, to * 0.75].filter((f) => f < from / 2)) {
      const output = Resampler.makeFloat32({ from, to }).process(
        Float32Array.from(tone(hz, from, 32_000), (x) => x / 32_000)
      )
      const settled = output.subarray(200)
      const rms = Math.sqrt(settled.reduce((sum, x) => sum + x * x, 0) / settled.length)
      expect(decibels(rms, Math.SQRT1_2)).toBeLessThan(-90)
    }
  })

  it("gives the same stream however the input is cut", () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 })
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.int16Array({ minLength: 1, maxLength: 2_000 }),
        cuts,
        (pair, input, at) => {
          const resampler = Resampler.make(pair)
          const pieces: Array<Int16Array> = []
          let start = 0
          for (const length of [...at, input.length]) {
            pieces.push(resampler.process(input.subarray(start, start + length)))
            start = Math.min(input.length, start + length)
          }
          pieces.push(resampler.flush())
          const cut = Int16Array.from(pieces.flatMap((piece) => Array.from(piece)))
          expect(cut).toEqual(whole(input, Resampler.make(pair)))
        }
      ),
      { numRuns: 60 }
    )
  })

  it("gives ⌈input × to ÷ from⌉ samples for any ratio, and is as new after a flush", () => {
    const rate = fc.integer({ min: 500, max: 3_000 })
    fc.assert(
      fc.property(rate, rate, fc.int16Array({ maxLength: 300 }), (from, to, input) => {
        const resampler = Resampler.make({ from, to })
        const first = whole(input, resampler)
        expect(first.length).toBe(Math.ceil((input.length * to) / from))
        expect(whole(input, resampler)).toEqual(first)
      }),
      { numRuns: 30 }
    )
  })

  it("remembers nothing of what was flushed", () => {
    const loud = tone(440, 24_000, 32_000)
    for (const pair of pairs) {
      const resampler = Resampler.make(pair)
      whole(loud, resampler)
      expect(whole(new Int16Array(5_000), resampler).every((sample) => sample === 0)).toBe(true)
    }
  })

  it("keeps a click where it was in time", () => {
    const input = new Int16Array(4_800)
    input[2_400] = 30_000
    const output = whole(input, Resampler.make({ from: 48_000, to: 24_000 }))
    expect(output.indexOf(Math.max(...output))).toBe(1_200)
  })

  it("hands samples through when the rates are equal", () => {
    const input = tone(440, 24_000, 20_000)
    expect(whole(input, Resampler.make({ from: 24_000, to: 24_000 }))).toEqual(input)
  })

  it.each([0, -1, 24_000.5, NaN, 400_000])("refuses a rate of %d Hz", (from) => {
    expect(() => Resampler.make({ from, to: 24_000 })).toThrow(RangeError)
  })
})
