import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Assembled, Base64, G711, OutputAssembly, type PartRef, Pcm16 } from "../src/index.ts"
import { audioDelta, audioDone, partAdded, partDone, responseDone, transcriptDelta, transcriptDone } from "./events.ts"

const part: PartRef = { responseId: "resp_1", itemId: "item_1", contentIndex: 0 }
const other: PartRef = { responseId: "resp_1", itemId: "item_2", contentIndex: 1 }
const reasons = (outputs: ReadonlyArray<Assembled>) =>
  outputs.flatMap((output) => (output._tag === "Irregular" ? [output.reason._tag] : []))

describe("OutputAssembly", () => {
  it("keeps each part's audio whole and in order, however the deltas of the parts are mixed", () => {
    const deltas = fc.array(fc.tuple(fc.boolean(), fc.int16Array({ maxLength: 60 })), { maxLength: 60 })
    fc.assert(
      fc.property(deltas, (mixed) => {
        const assembly = OutputAssembly.make()
        assembly.push(partAdded(part))
        assembly.push(partAdded(other))
        const outputs = mixed.flatMap(([first, samples]) => assembly.push(audioDelta(first ? part : other, samples)))
        for (const [ref, isFirst] of [[part, true] as const, [other, false] as const]) {
          const expected = mixed.flatMap(([first, samples]) => (first === isFirst ? Array.from(samples) : []))
          expect(Array.from(assembly.samples(ref))).toEqual(expected)
          const chunks = outputs.flatMap((output) =>
            output._tag === "Audio" && output.part.itemId === ref.itemId ? [output] : []
          )
          expect(chunks.flatMap(({ samples }) => Array.from(samples))).toEqual(expected)
          let offset = 0
          for (const chunk of chunks) {
            expect(chunk.offset).toBe(offset)
            offset += chunk.samples.length
          }
        }
        expect(reasons(outputs)).toEqual([])
      })
    )
  })

  it("spans slabs: an hour's worth of parts comes back as it went in", () => {
    const assembly = OutputAssembly.make()
    const delta = Int16Array.from({ length: 24_000 }, (_, i) => i)
    assembly.push(partAdded(part))
    for (let second = 0; second < 60; second++) assembly.push(audioDelta(part, delta))
    const whole = assembly.samples(part)
    expect(whole.length).toBe(60 * 24_000)
    for (let second = 0; second < 60; second++) {
      expect(whole.subarray(second * 24_000, (second + 1) * 24_000)).toEqual(delta)
    }
    expect(assembly.bytes(part)).toEqual(Pcm16.toBytes(whole))
  })

  it("joins a sample that two deltas share, and reports one that its part cuts off", () => {
    const assembly = OutputAssembly.make()
    const bytes = (...values: ReadonlyArray<number>) => Base64.encode(Uint8Array.from(values))
    const pushed = [bytes(1, 0, 2), bytes(0, 3), bytes(0, 4), bytes(9)].map((delta) =>
      assembly.push({ ...audioDelta(part, new Int16Array(0)), delta })
    )
    expect(Array.from(assembly.samples(part))).toEqual([1, 2, 3, 0x904])
    assembly.push({ ...audioDelta(part, new Int16Array(0)), delta: bytes(7) })
    expect(pushed[1]).toMatchObject([{ _tag: "Audio", offset: 1 }])
    expect(assembly.push(audioDone(part))).toMatchObject([
      { _tag: "Irregular", reason: { _tag: "Gap", offset: 4 } },
      { _tag: "Ended", samples: 4 }
    ])
  })

  it("joins a shared sample also when another part's audio comes between", () => {
    const assembly = OutputAssembly.make()
    const raw = (ref: PartRef, ...values: ReadonlyArray<number>) =>
      assembly.push({ ...audioDelta(ref, new Int16Array(0)), delta: Base64.encode(Uint8Array.from(values)) })
    raw(part, 1, 0, 2)
    raw(other, 7, 0)
    raw(part, 3)
    expect(Array.from(assembly.samples(part))).toEqual([1, 0x302])
    expect(Array.from(assembly.samples(other))).toEqual([7])
  })

  it("starts at a whole sample again after a delta that was lost", () => {
    const assembly = OutputAssembly.make()
    const raw = (delta: string) => assembly.push({ ...audioDelta(part, new Int16Array(0)), delta })
    raw(Base64.encode(Uint8Array.of(1, 0, 9)))
    raw("!")
    raw(Base64.encode(Uint8Array.of(2, 0)))
    expect(Array.from(assembly.samples(part))).toEqual([1, 2])
  })

  it("refuses a retention that is no length of time", () => {
    for (const lastMs of [-1, NaN]) expect(() => OutputAssembly.make({ retention: { lastMs } })).toThrow(RangeError)
  })

  it("names what is unannounced, late, repeated or broken, with its event, and goes on", () => {
    const assembly = OutputAssembly.make()
    const first = audioDelta(part, Int16Array.of(1))
    expect(reasons(assembly.push(first))).toEqual(["Unannounced"])
    expect(assembly.push(first)).toMatchObject([
      { _tag: "Irregular", event: first, reason: { _tag: "Duplicate", eventId: first.event_id } }
    ])
    const broken = { ...audioDelta(part, new Int16Array(0)), delta: "AA!A" }
    expect(assembly.push(broken)).toMatchObject([
      { _tag: "Irregular", part, event: broken, reason: { _tag: "Gap", offset: 1 } }
    ])
    expect(assembly.push(audioDelta(part, Int16Array.of(2)))).toMatchObject([{ _tag: "Audio", offset: 1 }])
    assembly.push(audioDone(part))
    const late = audioDelta(part, Int16Array.of(3))
    expect(assembly.push(late)).toMatchObject([{ _tag: "Irregular", event: late, reason: { _tag: "Late" } }])
    expect(Array.from(assembly.samples(part))).toEqual([1, 2])
  })

  it("takes every piece of a server that stamps one id on all its events, and of one that stamps none", () => {
    for (const event_id of ["event_0", ""]) {
      const assembly = OutputAssembly.make()
      assembly.push({ ...partAdded(part), event_id })
      for (const value of [1, 2, 2, 2, 3]) {
        expect(reasons(assembly.push({ ...audioDelta(part, Int16Array.of(value)), event_id }))).toEqual([])
      }
      for (const word of ["ha", " ha", " ha"]) assembly.push({ ...transcriptDelta(part, word), event_id })
      expect([Array.from(assembly.samples(part)), assembly.parts()[0]?.transcript]).toEqual([
        [1, 2, 2, 2, 3],
        "ha ha ha"
      ])
    }
  })

  it("takes a piece whose id another piece had, with other content", () => {
    const assembly = OutputAssembly.make()
    const event_id = "again"
    expect(reasons(assembly.push({ ...audioDelta(part, Int16Array.of(1)), event_id }))).toEqual(["Unannounced"])
    expect(reasons(assembly.push({ ...audioDelta(other, Int16Array.of(1)), event_id }))).toEqual(["Unannounced"])
    expect(reasons(assembly.push({ ...audioDelta(part, Int16Array.of(2)), event_id }))).toEqual([])
    expect(Array.from(assembly.samples(part))).toEqual([1, 2])
  })

  it("gives the parts of a response in order of output and content, in whatever order they came", () => {
    const assembly = OutputAssembly.make()
    const refs = [3, 1, 2, 0].map((n) => ({ ...part, itemId: `item_${n >> 1}`, contentIndex: n & 1 }))
    for (const ref of refs) assembly.push(partAdded(ref, ref.itemId === "item_1" ? 1 : 0))
    expect(assembly.parts().map(({ ref }) => [ref.itemId, ref.contentIndex])).toEqual([
      ["item_0", 0],
      ["item_0", 1],
      ["item_1", 0],
      ["item_1", 1]
    ])
  })

  it("ends each part once: by its audio, its content part or its response", () => {
    const assembly = OutputAssembly.make()
    const byAudio = { ...part, contentIndex: 0 }
    const byPart = { ...part, contentIndex: 1 }
    const byResponse = { ...part, contentIndex: 2 }
    for (const ref of [byAudio, byPart, byResponse]) assembly.push(partAdded(ref))
    const ended = [
      ...assembly.push(audioDone(byAudio)),
      ...assembly.push(partDone(byPart)),
      ...assembly.push(partDone(byAudio)),
      ...assembly.push(responseDone("resp_1")),
      ...assembly.push(responseDone("resp_1"))
    ]
    expect(ended.map((output) => [output._tag, output.part.contentIndex])).toEqual([
      ["Ended", 0],
      ["Ended", 1],
      ["Ended", 2]
    ])
  })

  it("aligns the transcript with the audio that had come, and reports a final one that differs", () => {
    const assembly = OutputAssembly.make()
    assembly.push(partAdded(part))
    assembly.push(transcriptDelta(part, "Good "))
    assembly.push(audioDelta(part, new Int16Array(100)))
    assembly.push(transcriptDelta(part, "morning"))
    expect(assembly.parts()).toMatchObject([
      {
        transcript: "Good morning",
        pieces: [
          { text: "Good ", offset: 0 },
          { text: "morning", offset: 100 }
        ]
      }
    ])
    expect(assembly.push(transcriptDone(part, "Good morning!"))).toMatchObject([
      { _tag: "Irregular", reason: { _tag: "TranscriptDiffers", assembled: "Good morning" } }
    ])
    expect(assembly.parts()[0]?.transcript).toBe("Good morning!")
    expect(reasons(assembly.push(transcriptDelta(part, "more")))).toEqual(["Late"])
  })

  it("takes a transcript that comes only at the end", () => {
    const assembly = OutputAssembly.make()
    assembly.push(partAdded(part))
    expect(assembly.push(transcriptDone(part, "Hello"))).toMatchObject([{ _tag: "Transcript", text: "Hello" }])
  })

  it("orders parts by output index and content index, whenever they came", () => {
    const assembly = OutputAssembly.make()
    assembly.push(partAdded(other, 1))
    assembly.push(partAdded({ ...part, contentIndex: 1 }, 0))
    assembly.push(partAdded(part, 0))
    expect(assembly.parts().map(({ ref }) => [ref.itemId, ref.contentIndex])).toEqual([
      ["item_1", 0],
      ["item_1", 1],
      ["item_2", 1]
    ])
    expect(assembly.parts("item_2")).toHaveLength(1)
  })

  it("keeps at least the last seconds asked for and at most one slab more, and says where what is kept starts", () => {
    const lastMs = fc.integer({ min: 1, max: 400 })
    fc.assert(
      fc.property(lastMs, fc.array(fc.nat(3_000), { minLength: 1, maxLength: 30 }), (lastMs, lengths) => {
        const assembly = OutputAssembly.make({ retention: { lastMs } })
        let next = 0
        for (const length of lengths) {
          const samples = Int16Array.from({ length }, () => next++ % 30_000)
          assembly.push(audioDelta(part, samples))
        }
        const kept = assembly.samples(part)
        const keptFrom = assembly.parts()[0]?.keptFrom ?? 0
        expect(kept.length).toBe(next - keptFrom)
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(next, lastMs * 24))
        expect(kept.length).toBeLessThanOrEqual(lastMs * 24 * 2 + 2 * Math.max(...lengths))
        expect(Array.from(kept)).toEqual(Array.from({ length: kept.length }, (_, i) => (keptFrom + i) % 30_000))
      })
    )
  })

  it("returns every chunk and keeps none if the retention is none", () => {
    const assembly = OutputAssembly.make({ retention: "none" })
    const outputs = [1, 2, 3].flatMap((n) => assembly.push(audioDelta(part, Int16Array.of(n))))
    expect(outputs.flatMap((output) => (output._tag === "Audio" ? Array.from(output.samples) : []))).toEqual([1, 2, 3])
    expect(assembly.samples(part)).toEqual(new Int16Array(0))
    expect(assembly.parts()).toMatchObject([{ samples: 3, keptFrom: 3 }])
  })

  it("lets go of old responses with their audio, so that a session without end stays small", () => {
    for (const retention of ["none", { lastMs: 10 }] as const) {
      const assembly = OutputAssembly.make({ retention })
      for (let n = 0; n < 1_000; n++) {
        const ref = { ...part, responseId: `resp_${n}` }
        assembly.push(audioDelta(ref, new Int16Array(240)))
        assembly.push(responseDone(ref.responseId))
      }
      expect(assembly.parts().length).toBeLessThanOrEqual(66)
      expect(assembly.parts().at(-1)?.ref.responseId).toBe("resp_999")
    }
  })

  it("loses nothing without a word: every delta's samples are handed out, or it is named with a reason", () => {
    const ref = fc.record({
      responseId: fc.constantFrom("resp_1", "resp_2"),
      itemId: fc.constantFrom("item_1", "item_2"),
      contentIndex: fc.nat(1)
    })
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(ref, fc.int16Array({ maxLength: 20 })).map(([r, s]) => audioDelta(r, s)) },
      { weight: 1, arbitrary: ref.map((r) => ({ ...audioDelta(r, new Int16Array(3)), delta: "%%%%" })) },
      { weight: 2, arbitrary: ref.map((r) => ({ ...audioDelta(r, new Int16Array(3)), event_id: "event_same" })) },
      { weight: 1, arbitrary: ref.map((r) => audioDone(r)) },
      { weight: 1, arbitrary: ref.map((r) => partDone(r)) },
      { weight: 1, arbitrary: ref.map((r) => partAdded(r)) },
      { weight: 1, arbitrary: ref.map((r) => responseDone(r.responseId)) },
      { weight: 1, arbitrary: ref.map((r) => transcriptDelta(r, "word ")) },
      { weight: 1, arbitrary: ref.map((r) => transcriptDone(r, "word word ")) }
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (events) => {
        const assembly = OutputAssembly.make()
        for (const event of events) {
          const outputs = assembly.push(event)
          if (event.type !== "response.output_audio.delta") continue
          const out = outputs.reduce((sum, output) => sum + (output._tag === "Audio" ? output.samples.length : 0), 0)
          const refused = reasons(outputs).filter((reason) => reason !== "Unannounced").length
          if (refused === 0) expect(out).toBe(Base64.byteLength(event.delta) / 2)
          else expect([out, refused]).toEqual([0, 1])
        }
        for (const { ref, samples } of assembly.parts()) expect(assembly.samples(ref).length).toBe(samples)
      }),
      { numRuns: 300 }
    )
  })

  it("gives a player blocks of floats", () => {
    const assembly = OutputAssembly.make()
    assembly.push(audioDelta(part, Int16Array.of(0, 16_384, -32_768)))
    expect([...assembly.blocks(part, 2)]).toEqual([Float32Array.of(0, 0.5), Float32Array.of(-1)])
    expect([...assembly.blocks(other, 2)]).toEqual([])
  })

  it.each(["audio/pcmu", "audio/pcma"] as const)("assembles %s in its own bytes and gives linear samples", (type) => {
    const assembly = OutputAssembly.make({ format: { type } })
    const samples = Int16Array.of(0, 1_000, -20_000)
    const bytes = G711.encode(type, samples)
    assembly.push({ ...audioDelta(part, new Int16Array(0)), delta: Base64.encode(bytes) })
    expect(assembly.bytes(part)).toEqual(bytes)
    expect(assembly.samples(part)).toEqual(G711.decode(type, bytes))
    expect(assembly.parts()[0]?.samples).toBe(3)
  })

  it("leaves text parts and other events alone", () => {
    const assembly = OutputAssembly.make()
    expect(assembly.push({ ...partAdded(part), part: { type: "text" } })).toEqual([])
    const deleted = { type: "conversation.item.deleted", event_id: "event_x", item_id: "item_1" } as const
    expect(assembly.push(deleted)).toEqual([])
    expect(assembly.parts()).toEqual([])
  })
})
