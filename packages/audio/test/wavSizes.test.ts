import { describe, expect, it } from "vitest"
import { G711, Wav } from "../src/index.ts"
import { data, fmt, riff, text } from "./wavFile.ts"

const samples = Int16Array.of(1, -2, 300, -400, 5, 6)
const bytes = new Uint8Array(samples.buffer)
const mono = fmt(1, 16)
const odd = { id: "LIST", body: text("abc") }

describe("a WAV file whose writer did not know its length", () => {
  it.each([0, 0x7fffefff, 0x7ffff000, 0x7fffffff, 0x80000000, 2_000_000_000, 0xfffffff0, 0xffffffdb, 0xffffffff])(
    "is read to its end, and is not called cut, with a data size of %d",
    (size) => {
      for (const riffSize of [0, 36, (size + 36) >>> 0, 0xffffffff]) {
        expect(Wav.read(riff([mono, data(bytes, size)], { size: riffSize }))).toMatchObject({
          success: { channels: [samples], truncated: false }
        })
      }
    }
  )

  it("is read up to its last whole frame", () => {
    expect(
      Wav.read(riff([fmt(1, 16, { channels: 2 }), { ...data(bytes.subarray(0, 11), 0), padded: false }]))
    ).toMatchObject({
      success: { channels: [Int16Array.of(1, 300), Int16Array.of(-2, -400)], truncated: false }
    })
  })

  it("is empty if its size is 0 and another chunk or nothing follows", () => {
    for (const after of [[], [odd], [{ id: "id3 ", body: bytes }]]) {
      expect(Wav.read(riff([mono, data(new Uint8Array(0)), ...after]))).toMatchObject({
        success: { channels: [new Int16Array(0)], truncated: false }
      })
    }
  })
})

describe("a WAV file whose sizes are wrong", () => {
  it("is cut if its plausible data size is larger than what is there, and gives what is there", () => {
    expect(Wav.read(riff([mono, data(bytes, 4_000)]))).toMatchObject({
      success: { channels: [samples], truncated: true }
    })
  })

  it("gives the whole frames of data that end inside a frame, and says so", () => {
    expect(Wav.read(riff([fmt(1, 32), data(bytes.subarray(0, 10))]))).toMatchObject({
      success: { channels: [{ length: 2 }], truncated: true }
    })
  })

  it("is read if its frames have no length, or the length that G.711 does not have", () => {
    expect(Wav.read(riff([fmt(1, 16, { width: 0 }), data(bytes)]))).toMatchObject({ success: { channels: [samples] } })
    const law = G711.encode("audio/pcmu", samples)
    for (const width of [0, 1, 2]) {
      expect(Wav.read(riff([fmt(7, 16, { width }), data(law)]))).toMatchObject({
        success: { encoding: "pcmu", channels: [{ length: samples.length }] }
      })
    }
  })

  it("is read if samples of 24 bits lie in 4 bytes", () => {
    const wide = Int32Array.from(samples, (sample) => sample << 16)
    expect(Wav.read(riff([fmt(1, 24, { width: 4 }), data(new Uint8Array(wide.buffer))]))).toMatchObject({
      success: { channels: [samples] }
    })
  })

  it("is read if the writer did not know the size of a chunk before the sound, or padded an even one", () => {
    for (const chunk of [
      { ...odd, size: 0xffffffff },
      { id: "LIST", body: text("abcd\0"), size: 4, padded: false }
    ]) {
      expect(Wav.read(riff([mono, chunk, data(bytes)]))).toMatchObject({ success: { channels: [samples] } })
    }
  })

  it("is read whatever its RIFF size says", () => {
    for (const size of [0, 4, 0x7fffffff, 0xffffffff]) {
      expect(Wav.read(riff([mono, data(bytes)], { size }))).toMatchObject({ success: { channels: [samples] } })
    }
  })

  it("is read with chunks before and after its sound, and odd data at its end without padding", () => {
    const fact = { id: "fact", body: Uint8Array.of(6, 0, 0, 0) }
    expect(Wav.read(riff([fact, odd, mono, odd, data(bytes), odd]))).toMatchObject({
      success: { channels: [samples], truncated: false }
    })
    expect(Wav.read(riff([fmt(1, 8), { ...data(Uint8Array.of(128, 129, 127)), padded: false }]))).toMatchObject({
      success: { channels: [Int16Array.of(0, 256, -256)], truncated: false }
    })
  })

  it("is read if an odd chunk lacks its byte of padding, or has one that is not 0", () => {
    expect(Wav.read(riff([{ ...odd, padded: false }, mono, { ...odd, padded: false }, data(bytes)]))).toMatchObject({
      success: { channels: [samples] }
    })
    const padded = riff([mono, odd, data(bytes)])
    padded[12 + 24 + 8 + 3] = 0x61
    expect(Wav.read(padded)).toMatchObject({ success: { channels: [samples] } })
  })
})

describe("a WAV file of a telephone", () => {
  it.each([
    ["pcmu", 7, "audio/pcmu"],
    ["pcma", 6, "audio/pcma"]
  ] as const)("is read if it is %s, plain and extensible, whatever it says of bits", (encoding, tag, law) => {
    const sound = G711.encode(law, samples)
    for (const bits of [8, 16, 0]) {
      expect(Wav.read(riff([fmt(tag, bits, { width: 1 }), data(sound)]))).toMatchObject({
        success: { encoding, sampleRate: 8_000, channels: [G711.decode(law, sound)] }
      })
    }
    const stereo = riff([fmt(tag, 8, { channels: 2 }), data(sound)])
    expect(Wav.read(stereo)).toMatchObject({ success: { channels: [{ length: 3 }, { length: 3 }] } })
  })

  it.each([
    [12, 16, [0x10, 0x7f], 0x7f10],
    [20, 24, [0, 0x10, 0x7f], 0x7f10]
  ])("of %d bits is read as one of %d", (bits, _, sound, value) => {
    expect(Wav.read(riff([fmt(1, bits), data(Uint8Array.from(sound))]))).toMatchObject({
      success: { channels: [Int16Array.of(value)] }
    })
  })
})

describe("a WAV file of another family", () => {
  const ds64 = (size: bigint) => {
    const view = new DataView(new ArrayBuffer(28))
    view.setBigUint64(8, size, true)
    return { id: "ds64", body: new Uint8Array(view.buffer) }
  }

  it("is read by the sizes of its ds64 chunk if it is RF64 or BW64", () => {
    for (const magic of ["RF64", "BW64"]) {
      const file = (size: bigint) => riff([ds64(size), mono, data(bytes, 0xffffffff), odd], { magic, size: 0xffffffff })
      expect(Wav.read(file(12n))).toMatchObject({ success: { channels: [samples], truncated: false } })
      expect(Wav.read(file(4_000n))).toMatchObject({ success: { truncated: true } })
      for (const size of [0n, 2n ** 64n - 1n]) {
        const open = riff([ds64(size), mono, data(bytes, 0xffffffff)], { magic })
        expect(Wav.read(open)).toMatchObject({ success: { channels: [samples], truncated: false } })
      }
    }
  })

  it.each([
    [16, [1, 0, 0xff, 0xfe], [256, -2]],
    [24, [0x7f, 0x10, 0, 0x80, 0, 0], [0x7f10, -32_768]],
    [32, [0x20, 0, 0, 0], [8_192]]
  ])("is read as big-endian if it is RIFX, at %d bits", (bits, sound, expected) => {
    const file = riff([fmt(1, bits, { little: false }), data(Uint8Array.from(sound))], { little: false, magic: "RIFX" })
    expect(Wav.read(file)).toMatchObject({ success: { channels: [Int16Array.from(expected)] } })
  })

  it("never throws, whatever stands in its header", () => {
    for (const magic of ["RIFF", "RIFX", "RF64", "BW64"]) {
      const whole = riff([ds64(12n), mono, data(bytes)], { magic, little: magic !== "RIFX" })
      for (let at = 4; at < whole.length; at++) {
        for (const byte of [0, 1, 0x7f, 0xff]) {
          const damaged = whole.slice()
          damaged[at] = byte
          expect(["Success", "Failure"]).toContain(Wav.read(damaged)._tag)
        }
      }
    }
  })
})
