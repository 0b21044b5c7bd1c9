import { Buffer } from "node:buffer"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Pcm16 } from "../src/index.ts"

const samples = fc.int16Array({ maxLength: 500 })

describe("Pcm16", () => {
  it("gives back the samples whose bytes it made, at any byte offset", () => {
    fc.assert(
      fc.property(samples, fc.nat(3), (input, offset) => {
        const shifted = new Uint8Array(input.byteLength + offset)
        shifted.set(Pcm16.toBytes(input), offset)
        expect(Pcm16.fromBytes(shifted.subarray(offset))).toEqual({ _tag: "Success", success: input })
      })
    )
  })

  it("copies, also out of a Node Buffer, whose slice would share its memory", () => {
    const buffer = Buffer.from([9, 1, 0]).subarray(1)
    const samples = Pcm16.fromBytes(buffer)
    buffer.fill(7)
    expect(samples).toEqual({ _tag: "Success", success: Int16Array.of(1) })
  })

  it("reads the low byte first", () => {
    expect(Pcm16.fromBytes(Uint8Array.of(0x34, 0x12, 0xff, 0xff))).toEqual({
      _tag: "Success",
      success: Int16Array.of(0x1234, -1)
    })
  })

  it("answers an odd byte count with an error that names it", () => {
    expect(Pcm16.fromBytes(new Uint8Array(3))).toMatchObject({ failure: { _tag: "OddByteCount", byteLength: 3 } })
  })

  it("goes to floats and back without loss", () => {
    fc.assert(
      fc.property(samples, (input) => {
        expect(Pcm16.fromFloat32(Pcm16.toFloat32(input))).toEqual(input)
      })
    )
  })

  it("clips floats beyond full scale and silences NaN", () => {
    expect(Pcm16.fromFloat32(Float32Array.of(1, 2, -1, -2, NaN))).toEqual(
      Int16Array.of(32767, 32767, -32768, -32768, 0)
    )
  })

  it("measures a full-scale sine as peak 1 and rms 0.707, and silence as 0", () => {
    const sine = Float32Array.from({ length: 1000 }, (_, i) => Math.sin((2 * Math.PI * i) / 100))
    for (const block of [sine, Pcm16.fromFloat32(sine)]) {
      expect(Pcm16.level(block).peak).toBeCloseTo(1, 3)
      expect(Pcm16.level(block).rms).toBeCloseTo(Math.SQRT1_2, 3)
    }
    expect(Pcm16.level(new Int16Array(8))).toEqual({ peak: 0, rms: 0 })
    expect(Pcm16.level(new Int16Array(0))).toEqual({ peak: 0, rms: 0 })
  })

  it("joins blocks in order into a copy, and none into an empty one", () => {
    const first = Int16Array.of(1, 2)
    const joined = Pcm16.concat(new Set([first, new Int16Array(0), Int16Array.of(9, 3).subarray(1)]))
    first.fill(7)
    expect(joined).toEqual(Int16Array.of(1, 2, 3))
    expect(Pcm16.concat([])).toEqual(new Int16Array(0))
  })
})
