import { G711, Pcm16, Wav } from "@antiphon/audio"
import { describe, expect, it } from "vitest"
import { SoundReader } from "../src/engine/compatible/SoundReader.ts"

const samples = Int16Array.from({ length: 40 }, (_, i) => i * 256)

/** Reads bytes that arrive in pieces. Returns the sound, or what is wrong with it. */
const read = (bytes: Uint8Array, size: number): ReadonlyArray<number> | string => {
  const reader = new SoundReader()
  const out: Array<number> = []
  for (let at = 0; at < bytes.length; at += size) {
    const got = reader.push(bytes.subarray(at, at + size))
    if (typeof got === "string") return got
    out.push(...got)
  }
  const last = reader.end()
  return typeof last === "string" ? last : [...out, ...last]
}

/** A file with this data size in its header, and these bytes after its sound. */
const file = (size: number, after: ReadonlyArray<number> = []): Buffer => {
  const wav = Buffer.concat([Wav.write({ sampleRate: 24_000, channels: [samples] }), Buffer.from(after)])
  wav.writeUInt32LE(size, 40)
  return wav
}

const list = [...Buffer.from("LIST"), 4, 0, 0, 0, 1, 2, 3, 4]

describe("SoundReader", () => {
  it.each([80, 0, 0x7ffff000, 0x7fffffff, 0x80000000, 2_000_000_000, 0xffffffff])(
    "agrees with Wav.read on a data size of %d, in pieces of any length",
    (size) => {
      const whole = Wav.read(file(size))
      expect(whole).toMatchObject({ success: { truncated: false } })
      for (const piece of [1, 3, 7, 45, 1_000]) expect(read(file(size), piece)).toEqual([...samples])
    }
  )

  it("a chunk after the sound is not read as sound, even after a sound of no length", () => {
    const empty = Buffer.concat([Wav.write({ sampleRate: 24_000, channels: [new Int16Array(0)] }), Buffer.from(list)])
    for (const piece of [1, 5, 1_000]) {
      expect(read(file(80, list), piece)).toEqual([...samples])
      expect(read(empty, piece)).toEqual([])
    }
  })

  it("a sound of two samples and unknown length is read", () => {
    const short = Wav.write({ sampleRate: 24_000, channels: [Int16Array.of(1, 2)] })
    new DataView(short.buffer).setUint32(40, 0, true)
    expect(read(short, 1)).toEqual([1, 2])
  })

  it("a compressed file is named and not played as noise, with or without a tag before it", () => {
    const rest = Array.from({ length: 60 }, () => 0x55)
    for (const [start, name] of [
      [[0xff, 0xf3, 0x44, 0xc4], "MP3"],
      [[0xff, 0xfb, 0x90, 0x44], "MP3"],
      [[0xff, 0xf9, 0x50, 0x80], "AAC"],
      [[...Buffer.from("caff")], "CAF"],
      [[0, 0, 0, 32, ...Buffer.from("ftypM4A ")], "MP4"]
    ] as const) {
      for (const piece of [1, 5, 1_000]) {
        expect(read(Uint8Array.from([...start, ...rest]), piece)).toBe(
          `it speaks ${name}, and pcm or wav was asked for`
        )
      }
    }
  })

  it("µ-law is read", () => {
    const sound = G711.encode("audio/pcmu", samples)
    const header = Buffer.from(Wav.write({ sampleRate: 24_000, channels: [new Int16Array(0)] }))
    header.writeUInt16LE(7, 20)
    header.writeUInt16LE(1, 32)
    header.writeUInt16LE(8, 34)
    header.writeUInt32LE(sound.length, 40)
    expect(read(Buffer.concat([header, sound]), 3)).toEqual([...G711.decode("audio/pcmu", sound)])
  })

  it("a file shorter than a plausible length is cut off, and bytes without a header are PCM16", () => {
    expect(read(file(4_000), 9)).toMatch(/cut off/)
    expect(read(Pcm16.toBytes(samples), 3)).toEqual([...samples])
  })
})
