import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Waveform } from "../src/index.ts"

describe("Waveform", () => {
  it("holds the extremes of every column, however the sound was cut", () => {
    const blocks = fc.array(fc.int16Array({ maxLength: 900 }), { maxLength: 10 })
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 50 }), (input, samplesPerColumn) => {
        const waveform = Waveform.make({ samplesPerColumn })
        for (const block of input) waveform.push(block)
        const all = input.flatMap((block) => Array.from(block))
        const columns = Array.from({ length: Math.ceil(all.length / samplesPerColumn) }, (_, i) =>
          all.slice(i * samplesPerColumn, (i + 1) * samplesPerColumn)
        )
        expect(waveform.length).toBe(columns.length)
        expect(Array.from(waveform.columns().low)).toEqual(columns.map((column) => Math.min(...column)))
        expect(Array.from(waveform.columns().high)).toEqual(columns.map((column) => Math.max(...column)))
      })
    )
  })

  it("grows with the sound", () => {
    const waveform = Waveform.make({ samplesPerColumn: 2 })
    const samples = Int16Array.from({ length: 4_000 }, (_, i) => (i % 2 === 0 ? -i : i))
    waveform.push(samples)
    const { low, high } = waveform.columns()
    expect(Array.from(low)).toEqual(Array.from({ length: 2_000 }, (_, i) => (i === 0 ? 0 : -2 * i)))
    expect(Array.from(high)).toEqual(Array.from({ length: 2_000 }, (_, i) => 2 * i + 1))
  })

  it("says from which column to redraw", () => {
    const waveform = Waveform.make({ samplesPerColumn: 10 })
    expect(waveform.push(new Int16Array(25))).toBe(0)
    expect(waveform.push(Int16Array.of(9))).toBe(2)
    expect(waveform.columns(2)).toEqual({ low: Int16Array.of(0), high: Int16Array.of(9) })
  })

  it("refuses columns of no samples", () => {
    expect(() => Waveform.make({ samplesPerColumn: 0 })).toThrow(RangeError)
  })
})
