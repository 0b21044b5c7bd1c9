import { Buffer } from "node:buffer"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Pcm16, Timeline, Wav } from "../src/index.ts"

const pcm = fc.int16Array({ minLength: 1, maxLength: 200 })

/** A WAV file put together by hand, with any fmt chunk, any data, any chunks before them. */
const file = (options: {
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits: number
  readonly data: Uint8Array
  readonly extensible?: boolean
  readonly before?: Uint8Array
}): Uint8Array => {
  const { tag = 1, channels = 1, rate = 24_000, bits, data, extensible = false, before = new Uint8Array(0) } = options
  const fmt = new DataView(new ArrayBuffer(extensible ? 40 : 16))
  fmt.setUint16(0, extensible ? 0xfffe : tag, true)
  fmt.setUint16(2, channels, true)
  fmt.setUint32(4, rate, true)
  fmt.setUint32(8, (rate * channels * bits) / 8, true)
  fmt.setUint16(12, (channels * bits) / 8, true)
  fmt.setUint16(14, bits, true)
  if (extensible) {
    fmt.setUint16(16, 22, true)
    fmt.setUint16(18, bits, true)
    const guid = [tag, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113]
    for (const [i, byte] of guid.entries()) fmt.setUint8(24 + i, byte)
  }
  const chunk = (id: string, body: Uint8Array): ReadonlyArray<number> => {
    const size = new DataView(new ArrayBuffer(4))
    size.setUint32(0, body.length, true)
    const padding = body.length % 2 === 1 ? [0] : []
    return [...id].map((c) => c.charCodeAt(0)).concat([...new Uint8Array(size.buffer)], [...body], padding)
  }
  const body = [...before, ...chunk("fmt ", new Uint8Array(fmt.buffer)), ...chunk("data", data)]
  return Uint8Array.from(chunk("RIFF", Uint8Array.from([..."WAVE"].map((c) => c.charCodeAt(0)).concat(body))))
}

describe("Wav", () => {
  it("reads what it wrote, mono and stereo, at any byte offset", () => {
    fc.assert(
      fc.property(
        pcm,
        fc.boolean(),
        fc.integer({ min: 1, max: 384_000 }),
        fc.nat(3),
        (left, stereo, sampleRate, at) => {
          const channels = stereo ? ([left, left.map((x) => ~x)] as const) : ([left] as const)
          const written = Wav.write({ sampleRate, channels })
          const moved = new Uint8Array(written.length + at)
          moved.set(written, at)
          expect(Wav.read(moved.subarray(at))).toEqual({
            _tag: "Success",
            success: { sampleRate, encoding: "pcm16", channels, truncated: false }
          })
        }
      )
    )
  })

  const quarter = 0.25
  it.each([
    ["pcm8", 1, 8, [0, 128, 160, 255], [-32_768, 0, 8_192, 32_512]],
    ["pcm16", 1, 16, [0, 0x80, 0, 0x20], [-32_768, 8_192]],
    ["pcm24", 1, 24, [0, 0, 0x80, 0x80, 0, 0x20, 255, 255, 0x7f], [-32_768, 8_193, 32_767]],
    ["pcm32", 1, 32, [0, 0, 0, 0x80, 0, 0, 0, 0x20], [-32_768, 8_192]],
    ["float32", 3, 32, [...new Uint8Array(Float32Array.of(quarter, -1, 2).buffer)], [8_192, -32_768, 32_767]],
    ["float64", 3, 64, [...new Uint8Array(Float64Array.of(quarter, -1, 2).buffer)], [8_192, -32_768, 32_767]]
    // oxlint-disable-next-line eslint/max-params -- one parameter for each column of the table
  ] as const)("reads %s, with a plain and an extensible header", (encoding, tag, bits, bytes, expected) => {
    for (const extensible of [false, true]) {
      expect(Wav.read(file({ tag, bits, data: Uint8Array.from(bytes), extensible }))).toMatchObject({
        success: { encoding, channels: [Int16Array.from(expected)] }
      })
    }
  })

  it("skips chunks it does not know, padded ones too", () => {
    const list = Uint8Array.from([..."LIST"].map((c) => c.charCodeAt(0)).concat([3, 0, 0, 0, 1, 2, 3, 0]))
    expect(Wav.read(file({ bits: 16, data: Uint8Array.of(1, 0), before: list }))).toMatchObject({
      success: { channels: [Int16Array.of(1)] }
    })
  })

  it("refuses every file cut before its sound, and says at which byte it ends", () => {
    const whole = Wav.write({ sampleRate: 8_000, channels: [Int16Array.of(1, 2, 3), Int16Array.of(4, 5, 6)] })
    for (let length = 0; length < 44; length++) {
      expect(Wav.read(whole.subarray(0, length))).toMatchObject({
        failure: { _tag: "WavError", reason: "Truncated", offset: length }
      })
    }
  })

  it("reads what is there of a file cut inside its sound, and says that it was cut", () => {
    const whole = Wav.write({ sampleRate: 8_000, channels: [Int16Array.of(1, 2, 3), Int16Array.of(4, 5, 6)] })
    for (let length = 44; length < whole.length; length++) {
      const frames = Math.floor((length - 44) / 4)
      expect(Wav.read(whole.subarray(0, length))).toMatchObject({
        success: {
          truncated: true,
          channels: [Int16Array.of(1, 2, 3).subarray(0, frames), Int16Array.of(4, 5, 6).subarray(0, frames)]
        }
      })
    }
  })

  const data = new Uint8Array(12)
  it.each([
    ["an MP3", Uint8Array.of(0x49, 0x44, 0x33, 4), "NotWav", 0, "RIFF"],
    ["an AVI", Wav.write({ sampleRate: 8_000, channels: [new Int16Array(1)] }).fill(65, 8, 12), "NotWav", 8, "AAAA"],
    ["an Ogg file", Uint8Array.of(0x4f, 0x67, 0x67, 0x53, 0, 2), "NotWav", 0, "Ogg"],
    ["an MP4 file", Uint8Array.of(0, 0, 0, 32, 0x66, 0x74, 0x79, 0x70), "NotWav", 0, "MP4"],
    ["GSM", file({ tag: 0x31, bits: 0, data }), "Unsupported", 20, "GSM 6.10 (format tag 49)"],
    ["an unknown tag", file({ tag: 0x4321, bits: 16, data }), "Unsupported", 20, "format tag 17185"],
    ["16-bit float", file({ tag: 3, bits: 16, data }), "Unsupported", 20, "float (format tag 3) with 16 bits"],
    ["three channels", file({ channels: 3, bits: 16, data }), "Unsupported", 22, "3 channels"],
    ["no rate", file({ rate: 0, bits: 16, data }), "Unsupported", 24, "0 Hz"],
    ["40 bits", file({ bits: 40, data }), "Unsupported", 20, "40 bits"],
    ["12 bits in one byte", file({ bits: 12, data }), "Unsupported", 32, "12 bits"],
    ["an odd sub-format", file({ bits: 16, data, extensible: true }).fill(9, 50, 51), "Unsupported", 44, "sub-format"]
    // oxlint-disable-next-line eslint/max-params -- one parameter for each column of the table
  ] as const)("refuses %s, and says what and where", (_, bytes, reason, offset, message) => {
    const result = Wav.read(bytes)
    expect(result).toMatchObject({ failure: { reason, offset } })
    expect(result._tag === "Failure" && result.failure.message).toContain(message)
  })

  it("refuses frames whose size does not fit, a fmt chunk that is too short, and data before any fmt", () => {
    const good = file({ bits: 16, data })
    const [odd, short, noFmt] = [good.slice(), good.slice(), good.slice()]
    odd[32] = 3
    short[16] = 14
    noFmt.set([0x6a, 0x75, 0x6e, 0x6b], 12)
    expect(Wav.read(odd)).toMatchObject({ failure: { reason: "Unsupported", offset: 32 } })
    expect(Wav.read(short)).toMatchObject({ failure: { reason: "Truncated", offset: 20 } })
    expect(Wav.read(noFmt)).toMatchObject({ failure: { reason: "NotWav", offset: 36 } })
  })

  it("writes the header that the format asks for, byte by byte", () => {
    const header = Wav.write({ sampleRate: 24_000, channels: [Int16Array.of(1), Int16Array.of(2)] })
    expect(Buffer.from(header).toString("hex")).toBe(
      "524946462800000057415645" + // RIFF, 40 bytes follow, WAVE
        "666d7420100000000100020" + // fmt, 16 bytes, PCM, 2 channels
        "0c05d00000077010004001000" + // 24000 Hz, 96000 bytes a second, frames of 4 bytes, 16 bits
        "646174610400000001000200" // data, 4 bytes
    )
  })

  it("never throws on damaged files", () => {
    const whole = Wav.write({ sampleRate: 8_000, channels: [new Int16Array(20), new Int16Array(20)] })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }), (damage) => {
        const damaged = whole.slice()
        for (const [at, byte] of damage) damaged[at] = byte
        expect(["Success", "Failure"]).toContain(Wav.read(damaged)._tag)
      }),
      { numRuns: 1_000 }
    )
  })

  it("writes as it goes: the finished header makes the very file, whenever the writing stops", () => {
    const stereo = fc.tuple(pcm, pcm)
    fc.assert(
      fc.property(fc.array(stereo, { maxLength: 6 }), (blocks) => {
        const writer = Wav.writer({ sampleRate: 24_000, channels: 2 })
        const body = blocks.map(([left, right]) => writer.push(left, right))
        const bytes = Uint8Array.from([...writer.finish(), ...body.flatMap((block) => Array.from(block))])
        const pad = ([a, b]: readonly [Int16Array, Int16Array], side: 0 | 1) =>
          Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (side === 0 ? a : b)[i] ?? 0)
        expect(bytes).toEqual(
          Wav.write({
            sampleRate: 24_000,
            channels: [
              Int16Array.from(blocks.flatMap((block) => pad(block, 0))),
              Int16Array.from(blocks.flatMap((block) => pad(block, 1)))
            ]
          })
        )
      })
    )
  })

  it("reads a file whose writer was interrupted before it could finish", () => {
    const writer = Wav.writer({ sampleRate: 24_000, channels: 1 })
    const bytes = Uint8Array.from([...writer.header, ...writer.push(Int16Array.of(7, 8))])
    expect(Wav.read(bytes)).toMatchObject({ success: { channels: [Int16Array.of(7, 8)] } })
  })
})

describe("Timeline", () => {
  const clips = fc.array(
    fc.record({
      user: fc.boolean(),
      offset: fc.nat(300),
      samples: fc.int16Array({ min: 1, minLength: 1, maxLength: 60 })
    }),
    { maxLength: 20 }
  )

  it("holds every clip whole at the offset it gave, with silence between, and never two at one place", () => {
    fc.assert(
      fc.property(clips, (wanted) => {
        const timeline = Timeline.make()
        const placed = wanted.map((clip) => ({
          ...clip,
          at: timeline.add(clip.user ? "user" : "assistant", clip.offset, clip.samples)
        }))
        const [user, assistant] = timeline.channels()
        for (const { at, offset, samples, user: isUser } of placed) {
          expect(at).toBeGreaterThanOrEqual(offset)
          expect((isUser ? user : assistant).subarray(at, at + samples.length)).toEqual(samples)
        }
        const sounding = [...user, ...assistant].filter((sample) => sample !== 0).length
        expect(sounding).toBe(wanted.reduce((sum, { samples }) => sum + samples.length, 0))
        expect([user.length, assistant.length]).toEqual([timeline.length, timeline.length])
      })
    )
  })

  it("puts the user left and the assistant right, and a clip in its place when there is room", () => {
    const timeline = Timeline.make()
    expect(timeline.add("assistant", 4, Int16Array.of(3, 3))).toBe(4)
    expect(timeline.add("user", 1, Int16Array.of(1, 1))).toBe(1)
    expect(timeline.add("assistant", 2, Int16Array.of(2, 2))).toBe(2)
    expect(timeline.add("assistant", 3, Int16Array.of(4))).toBe(6)
    const [left, right] = timeline.channels()
    expect(Array.from(left)).toEqual([0, 1, 1, 0, 0, 0, 0])
    expect(Array.from(right)).toEqual([0, 0, 2, 2, 3, 3, 4])
    expect(Wav.read(Wav.write({ sampleRate: 24_000, channels: timeline.channels() }))).toMatchObject({
      success: { channels: [left, right] }
    })
  })

  it("keeps its own copy of a clip", () => {
    const timeline = Timeline.make()
    const samples = Int16Array.of(1)
    timeline.add("user", 0, samples)
    samples[0] = 9
    expect(timeline.channels()[0]).toEqual(Int16Array.of(1))
    expect(Pcm16.toBytes(samples)).toHaveLength(2)
  })
})
