import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type AppendEvent, Base64, type CommitEvent, Framer, G711, InputChunker, Pcm16, pcm24k } from "../src/index.ts"

const lengths = (events: ReadonlyArray<AppendEvent | CommitEvent>): ReadonlyArray<number> =>
  events.map((event) => ("audio" in event ? Base64.byteLength(event.audio) / 2 : -1))

const audio = (events: ReadonlyArray<AppendEvent | CommitEvent>): Uint8Array =>
  Uint8Array.from(
    events.flatMap((event) => {
      if (!("audio" in event)) return []
      const decoded = Base64.decode(event.audio)
      return decoded._tag === "Success" ? Array.from(decoded.success) : []
    })
  )

describe("InputChunker", () => {
  it("sends the very samples it was given, all but the last event of one length", () => {
    const blocks = fc.array(fc.int16Array({ maxLength: 700 }), { maxLength: 12 })
    fc.assert(
      fc.property(blocks, fc.constantFrom(10, 20), (input, chunkMs) => {
        const chunker = InputChunker.make({ chunkMs })
        const events = [...input.flatMap((block) => chunker.push(block)), ...chunker.flush()]
        const sent = Int16Array.from(input.flatMap((block) => Array.from(block)))
        expect(audio(events)).toEqual(Pcm16.toBytes(sent))
        expect(
          lengths(events)
            .slice(0, -1)
            .every((length) => length === chunkMs * 24)
        ).toBe(true)
        expect(chunker.samples).toBe(sent.length)
        expect(chunker.flush()).toEqual([])
      })
    )
  })

  it("makes chunks of 100 ms of 24 kHz PCM16 by default", () => {
    const chunker = InputChunker.make()
    expect(lengths(chunker.push(new Int16Array(5_000)))).toEqual([2_400, 2_400])
    expect(lengths(chunker.flush())).toEqual([200])
  })

  it("refuses to commit below 100 ms, says how much there is, and keeps the audio for a later commit", () => {
    const chunker = InputChunker.make()
    chunker.push(new Int16Array(2_399))
    expect(chunker.commit()).toMatchObject({ failure: { _tag: "CommitTooShort", heldMs: 2_399 / 24 } })
    expect(lengths(chunker.push(new Int16Array(1)))).toEqual([2_400])
    expect(chunker.commit()).toEqual({ _tag: "Success", success: [{ type: "input_audio_buffer.commit" }] })
    expect(chunker.commit()).toMatchObject({ failure: { heldMs: 0 } })
  })

  it("sends what it holds before the commit", () => {
    const chunker = InputChunker.make({ chunkMs: 200 })
    chunker.push(new Int16Array(2_500))
    const committed = chunker.commit()
    expect(committed._tag === "Success" && lengths(committed.success)).toEqual([2_500, -1])
  })

  it("counts anew and drops what it holds when the server emptied its buffer", () => {
    const chunker = InputChunker.make()
    chunker.push(new Int16Array(3_000))
    chunker.reset()
    expect(chunker.samples).toBe(0)
    expect(chunker.flush()).toEqual([])
    expect(chunker.commit()._tag).toBe("Failure")
  })

  it("measures G.711 at 8 kHz and one byte a sample", () => {
    const chunker = InputChunker.make({ format: { type: "audio/pcma" }, chunkMs: 20 })
    const events = chunker.push(G711.encode("audio/pcma", new Int16Array(799)))
    expect(events.map(({ audio }) => Base64.byteLength(audio))).toEqual([160, 160, 160, 160])
    expect(chunker.commit()).toMatchObject({ failure: { heldMs: 799 / 8 } })
  })

  it("refuses chunks that no append event may hold", () => {
    expect(() => InputChunker.make({ chunkMs: 240_000 })).not.toThrow()
    expect(() => InputChunker.make({ chunkMs: 250_000 })).toThrow(RangeError)
  })

  it("takes only samples of its own format: a compile-time promise", () => {
    const pcm = InputChunker.make()
    const mulaw = InputChunker.make({ format: { type: "audio/pcmu" } })
    // @ts-expect-error PCM samples do not fit a µ-law stream
    mulaw.push(new Int16Array(1))
    // @ts-expect-error nor do PCM bytes
    mulaw.push(Pcm16.toBytes(new Int16Array(1)))
    // @ts-expect-error nor do bytes of the other law
    mulaw.push(G711.encode("audio/pcma", new Int16Array(1)))
    // @ts-expect-error and µ-law does not fit a PCM stream
    pcm.push(G711.encode("audio/pcmu", new Int16Array(1)))
    // @ts-expect-error nor does one law decode the other
    G711.decode("audio/pcma", G711.encode("audio/pcmu", new Int16Array(1)))
    expect(mulaw.push(G711.encode("audio/pcmu", new Int16Array(800)))).toHaveLength(1)
  })
})

describe("Framer", () => {
  it("fills the last frame with each format's silence", () => {
    const pcm = Framer.make({ format: pcm24k, frameMs: 20 })
    const mulaw = Framer.make({ format: { type: "audio/pcmu" }, frameMs: 20 })
    const alaw = Framer.make({ format: { type: "audio/pcma" }, frameMs: 20 })
    pcm.push(Int16Array.of(5))
    mulaw.push(G711.fromBytes("audio/pcmu", Uint8Array.of(5)))
    alaw.push(G711.fromBytes("audio/pcma", Uint8Array.of(5)))
    expect(
      [pcm.padded(), mulaw.padded(), alaw.padded()].map((frame) => frame && [frame.length, frame[0], frame.at(-1)])
    ).toEqual([
      [960, 5, 0],
      [160, 5, 0xff],
      [160, 5, 0xd5]
    ])
    expect(pcm.padded()).toBeUndefined()
  })

  it("refuses a frame that is no whole number of samples", () => {
    expect(() => Framer.make({ format: { type: "audio/pcm", rate: 22_050 }, frameMs: 1 })).toThrow(RangeError)
    expect(() => InputChunker.make({ chunkMs: 0 })).toThrow(RangeError)
  })
})

describe("G711", () => {
  it.each(["audio/pcmu", "audio/pcma"] as const)("%s keeps a full-scale tone 35 dB above its noise", (law) => {
    const input = Int16Array.from({ length: 8_000 }, (_, i) => Math.round(32_000 * Math.sin(i * 0.7)))
    const output = G711.decode(law, G711.encode(law, input))
    const noise = output.reduce((sum, y, i) => sum + (y - (input[i] ?? 0)) ** 2, 0)
    const signal = input.reduce((sum, x) => sum + x * x, 0)
    expect(10 * Math.log10(signal / noise)).toBeGreaterThan(35)
  })

  it("knows silence and full scale of both laws", () => {
    expect(G711.encode("audio/pcmu", Int16Array.of(0, 32_767, -32_768))).toEqual(Uint8Array.of(0xff, 0x80, 0x00))
    expect(G711.encode("audio/pcma", Int16Array.of(0, 32_767, -32_768))).toEqual(Uint8Array.of(0xd5, 0xaa, 0x2a))
  })
})
