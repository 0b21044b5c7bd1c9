import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { interruptionPlan, type LedgerInput, PlaybackLedger } from "../src/index.ts"
import { type Conversation, converse, refusal } from "./truncation.ts"

const a = { itemId: "A", contentIndex: 0 }
const b = { itemId: "B", contentIndex: 0 }
const second = 24_000

const after = (inputs: ReadonlyArray<LedgerInput>, rate = second, owner: "client" | "server" = "client") =>
  inputs.reduce(PlaybackLedger.step, PlaybackLedger.make({ rate, owner }))
const play = (part: { itemId: string; contentIndex: number }, samples: number): ReadonlyArray<LedgerInput> => [
  { _tag: "Received", part, samples },
  { _tag: "Queued", part, samples },
  { _tag: "Ended", part }
]
const truncate = (item_id: string, audio_end_ms: number, content_index = 0) => ({
  type: "conversation.item.truncate",
  item_id,
  content_index,
  audio_end_ms
})
const remove = (item_id: string) => ({ type: "conversation.item.delete", item_id })

describe("interruptionPlan", () => {
  it("with two items queued, truncates the one that plays and deletes the one behind it", () => {
    const ledger = after([...play(a, 3 * second), ...play(b, 3 * second), { _tag: "Rendered", until: 0.52 * second }])
    expect(interruptionPlan(ledger)).toEqual({ truncate: [truncate("A", 520)], delete: [remove("B")], keep: [] })
  })

  it("leaves the item that was heard whole when the next one is interrupted", () => {
    const ledger = after([...play(a, second), ...play(b, second), { _tag: "Rendered", until: 1.25 * second }])
    expect(interruptionPlan(ledger)).toEqual({ truncate: [truncate("B", 250)], delete: [], keep: ["A"] })
  })

  it("counts nothing as heard that came but has not played, however long ago it came", () => {
    const ledger = after([
      { _tag: "Received", part: a, samples: second },
      { _tag: "Queued", part: a, samples: second }
    ])
    expect(interruptionPlan(ledger)).toEqual({ truncate: [], delete: [remove("A")], keep: [] })
  })

  it("counts as unheard what is rendered but still on its way to the ear", () => {
    const rendered = { _tag: "Rendered", until: second / 2, latencyMs: 120 } as const
    expect(interruptionPlan(after([...play(a, second), rendered])).truncate).toEqual([truncate("A", 380)])
    const drained = [
      { _tag: "Rendered", until: second, latencyMs: 120 },
      { _tag: "Rendered", until: second, latencyMs: 0 }
    ] as const
    expect(interruptionPlan(after([...play(a, second), ...drained])).keep).toEqual(["A"])
  })

  it("before the first frame, deletes the item instead of truncating what has no audio", () => {
    const ledger = after([{ _tag: "Received", part: a, samples: 0 }])
    expect(interruptionPlan(ledger)).toEqual({ truncate: [], delete: [remove("A")], keep: [] })
  })

  it("after generation ended, truncates what is still playing", () => {
    const ledger = after([...play(a, 10 * second), { _tag: "Rendered", until: 4 * second }])
    expect(interruptionPlan(ledger).truncate).toEqual([truncate("A", 4_000)])
  })

  it("truncates an item that was heard as far as it came but is not ended, because more may be on its way", () => {
    const part = { _tag: "Received", part: a, samples: second } as const
    const ledger = after([part, { _tag: "Queued", part: a, samples: second }, { _tag: "Rendered", until: second }])
    expect(interruptionPlan(ledger).truncate).toEqual([truncate("A", 1_000)])
  })

  it("during content part 1, leaves part 0 whole and counts part 1 from its own start", () => {
    const a1 = { itemId: "A", contentIndex: 1 }
    const a2 = { itemId: "A", contentIndex: 2 }
    const ledger = after([
      ...play(a, second),
      ...play(a1, second),
      ...play(a2, second),
      { _tag: "Rendered", until: 1.3 * second }
    ])
    expect(interruptionPlan(ledger)).toEqual({
      truncate: [truncate("A", 300, 1), truncate("A", 0, 2)],
      delete: [],
      keep: []
    })
  })

  it("twice in a row, plans nothing the second time, also when the rest of the cut item arrives late", () => {
    const once = after([
      ...play(a, second),
      { _tag: "Received", part: b, samples: second },
      { _tag: "Rendered", until: 100 },
      { _tag: "Interrupted" }
    ])
    const nothing = { truncate: [], delete: [], keep: [] }
    expect(interruptionPlan(once)).toEqual(nothing)
    const late = [
      { _tag: "Received", part: b, samples: second },
      { _tag: "Queued", part: b, samples: second },
      { _tag: "Received", part: { itemId: "B", contentIndex: 1 }, samples: 10 },
      { _tag: "Rendered", until: 3 * second }
    ] as const
    const later = late.reduce(PlaybackLedger.step, once)
    expect(interruptionPlan(later)).toEqual(nothing)
    expect(PlaybackLedger.accounts(later).map(({ heard }) => heard)).toEqual([100, 0, 0])
  })

  it("interrupts the next response at its own position, although the player counted on", () => {
    const first = after([
      ...play(a, 3 * second),
      { _tag: "Rendered", until: second },
      { _tag: "Cleared" },
      { _tag: "Interrupted" }
    ])
    const inputs = [...play(b, 2 * second), { _tag: "Rendered", until: 3.5 * second } as const]
    expect(interruptionPlan(inputs.reduce(PlaybackLedger.step, first)).truncate).toEqual([truncate("B", 500)])
  })

  it("keeps apart what was queued between asking the player to clear and its answer", () => {
    const ledger = after([
      ...play(a, second),
      { _tag: "Received", part: b, samples: second },
      { _tag: "Queued", part: b, samples: second },
      { _tag: "Rendered", until: 0.25 * second },
      { _tag: "Cleared", until: second },
      { _tag: "Rendered", until: 1.5 * second }
    ])
    expect(PlaybackLedger.accounts(ledger).map(({ heard }) => heard)).toEqual([0.25 * second, 0.5 * second])
  })

  it("keeps apart the same part's audio before and after the clear", () => {
    const ledger = after([
      ...play(a, second),
      { _tag: "Received", part: a, samples: second },
      { _tag: "Queued", part: a, samples: second },
      { _tag: "Rendered", until: 0.25 * second },
      { _tag: "Cleared", until: second },
      { _tag: "Rendered", until: 1.5 * second }
    ])
    expect(PlaybackLedger.accounts(ledger)).toMatchObject([{ heard: 0.75 * second, unheard: 1.25 * second }])
  })

  it("never truncates a part whose audio has not come, though the part before it was heard", () => {
    const ledger = after([
      { _tag: "Received", part: a, samples: second },
      { _tag: "Queued", part: a, samples: second },
      { _tag: "Received", part: { itemId: "A", contentIndex: 1 }, samples: 0 },
      { _tag: "Rendered", until: 0.5 * second }
    ])
    expect(interruptionPlan(ledger).truncate).toEqual([truncate("A", 500)])
  })

  it("in an 8 kHz format, counts 8 samples to the millisecond", () => {
    const ledger = after([...play(a, 8_000), { _tag: "Rendered", until: 2_007 }], 8_000)
    expect(interruptionPlan(ledger).truncate).toEqual([truncate("A", 250)])
  })

  it("ignores a position that jumps back, past the end or to nowhere", () => {
    const at = (until: number): LedgerInput => ({ _tag: "Rendered", until })
    const heard = (...inputs: ReadonlyArray<LedgerInput>) =>
      PlaybackLedger.accounts(after([...play(a, second), ...inputs]))[0]?.heard
    expect(heard(at(9_000), at(4_000))).toBe(9_000)
    expect(heard(at(9_000), at(NaN), at(-5))).toBe(9_000)
    expect(heard(at(1e9))).toBe(second)
    expect(heard({ _tag: "Rendered", until: 1e9, latencyMs: 100 })).toBe(0.9 * second)
  })

  it("never goes past the end: 88 800 samples are 3700 ms however far the player claims to be", () => {
    const part = { _tag: "Received", part: a, samples: 88_800 } as const
    const ledger = after([part, { _tag: "Queued", part: a, samples: 88_800 }, { _tag: "Rendered", until: 90_240 }])
    expect(interruptionPlan(ledger).truncate).toEqual([truncate("A", 3_700)])
  })

  it("is empty where the server owns playback, and the account is the same", () => {
    const inputs = [...play(a, second), ...play(b, second), { _tag: "Rendered", until: 0.4 * second } as const]
    const server = after(inputs, second, "server")
    expect(interruptionPlan(server)).toEqual({ truncate: [], delete: [], keep: [] })
    expect(PlaybackLedger.accounts(server)).toEqual(PlaybackLedger.accounts(after(inputs)))
  })

  it("takes the server's own truncation as what was heard where the server owns playback", () => {
    const ledger = after([...play(a, second), { _tag: "Truncated", part: a, audioEndMs: 700 }], second, "server")
    expect(PlaybackLedger.accounts(ledger)[0]).toMatchObject({ heard: 16_800, unheard: 7_200, settled: true })
  })

  it("keeps its own account when the server confirms a truncation the client asked for", () => {
    const inputs = [...play(a, second), { _tag: "Rendered", until: 12_010 }, { _tag: "Interrupted" }] as const
    const ledger = after([...inputs, { _tag: "Truncated", part: a, audioEndMs: 500 }])
    expect(PlaybackLedger.accounts(ledger)[0]).toMatchObject({ heard: 12_010, settled: true })
  })

  it("does not name an item that was deleted or a part that was truncated", () => {
    const inputs = [...play(a, second), ...play(b, second), { _tag: "Rendered", until: 500 } as const]
    const ledger = after([...inputs, { _tag: "Deleted", itemId: "B" }, { _tag: "Truncated", part: a, audioEndMs: 10 }])
    expect(interruptionPlan(ledger)).toEqual({ truncate: [], delete: [], keep: [] })
  })
})

describe("properties of the ledger", () => {
  const part = fc.record({ itemId: fc.constantFrom("A", "B", "C"), contentIndex: fc.nat(1) })
  const input: fc.Arbitrary<LedgerInput> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ _tag: fc.constant("Received"), part, samples: fc.nat(4_000) }) },
    { weight: 4, arbitrary: fc.record({ _tag: fc.constant("Queued"), part, samples: fc.nat(4_000) }) },
    { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Ended"), part }) },
    {
      weight: 6,
      arbitrary: fc.record({
        _tag: fc.constant("Rendered"),
        until: fc.oneof(fc.integer({ min: -100, max: 40_000 }), fc.double()),
        latencyMs: fc.oneof(fc.nat(200), fc.double())
      })
    },
    { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Cleared") }) },
    { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Cleared"), until: fc.nat(40_000) }) },
    { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Interrupted") }) },
    { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Truncated"), part, audioEndMs: fc.nat(300) }) },
    { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Deleted"), itemId: fc.constantFrom("A", "B") }) }
  )
  const inputs = fc.array(input, { maxLength: 60 })
  const owner = fc.constantFrom("client" as const, "server" as const)
  const rate = fc.constantFrom(8_000, 24_000)

  it("heard audio stays heard, also if the player goes on at an earlier position", () => {
    const piece = { itemId: "A", contentIndex: 0 }
    const inputs = [
      { _tag: "Received", part: piece, samples: 3 },
      { _tag: "Queued", part: piece, samples: 3 },
      { _tag: "Rendered", until: 2 },
      { _tag: "Cleared", until: 1 }
    ] as const
    const ledger = inputs.reduce(PlaybackLedger.step, PlaybackLedger.make({ rate: 8000 }))
    expect(PlaybackLedger.accounts(ledger)[0]?.heard).toBe(2)
  })

  it("heard + unheard = received, whatever comes in whatever order, and heard never shrinks while a client plays", () => {
    fc.assert(
      fc.property(inputs, owner, rate, (sequence, owner, rate) => {
        let ledger = PlaybackLedger.make({ rate, owner })
        for (const input of sequence) {
          const before = new Map(PlaybackLedger.accounts(ledger).map((p) => [`${p.itemId} ${p.contentIndex}`, p.heard]))
          ledger = PlaybackLedger.step(ledger, input)
          for (const p of PlaybackLedger.accounts(ledger)) {
            expect(p.heard + p.unheard).toBe(p.received)
            expect(Number.isInteger(p.heard) && p.heard >= 0 && p.unheard >= 0).toBe(true)
            if (owner === "client")
              expect(p.heard).toBeGreaterThanOrEqual(before.get(`${p.itemId} ${p.contentIndex}`) ?? 0)
          }
        }
      }),
      { numRuns: 400 }
    )
  })

  it("the plan is idempotent: carried out, it is empty", () => {
    fc.assert(
      fc.property(inputs, rate, (sequence, rate) => {
        const done = PlaybackLedger.step(after(sequence, rate), { _tag: "Interrupted" })
        expect(interruptionPlan(done)).toEqual({ truncate: [], delete: [], keep: [] })
      }),
      { numRuns: 400 }
    )
  })

  it("a server that keeps the rules of truncation never refuses a plan, over whole conversations", () => {
    fc.assert(
      fc.property(converse, rate, (conversation: Conversation, rate) => {
        expect(refusal(conversation, rate)).toBeUndefined()
      }),
      { numRuns: 1_000 }
    )
  })
})
