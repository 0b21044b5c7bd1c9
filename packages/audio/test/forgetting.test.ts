import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { interruptionPlan, type LedgerInput, type PlayedPart, PlaybackLedger } from "../src/index.ts"

const rate = 24_000

/** One answer of one or two parts, how far the speaker comes, what ends it and what audio arrives after that. */
const turn = fc.record({
  parts: fc.array(fc.nat(3_000), { minLength: 1, maxLength: 2 }),
  ends: fc.boolean(),
  playedShare: fc.double({ min: 0, max: 1.2, noNaN: true }),
  close: fc.constantFrom("nothing" as const, "Interrupted" as const, "Cleared" as const, "Deleted" as const),
  late: fc.nat(2_000)
})

const steps = (turns: ReadonlyArray<typeof turn extends fc.Arbitrary<infer T> ? T : never>) => {
  let queued = 0
  return turns.flatMap(({ close, ends, late, parts, playedShare }, n): ReadonlyArray<LedgerInput> => {
    const itemId = `item_${n}`
    const from = queued
    const names: ReadonlyArray<PlayedPart> = parts.map((_, contentIndex) => ({ itemId, contentIndex }))
    const heard = names.flatMap((part, index): ReadonlyArray<LedgerInput> => {
      const samples = parts[index] ?? 0
      queued += samples
      return [
        { _tag: "Received", part, samples },
        { _tag: "Queued", part, samples },
        ...(ends ? [{ _tag: "Ended" as const, part }] : [])
      ]
    })
    const rendered: LedgerInput = { _tag: "Rendered", until: from + (queued - from) * playedShare }
    const closing: ReadonlyArray<LedgerInput> =
      close === "nothing" ? [] : close === "Deleted" ? [{ _tag: close, itemId }] : [{ _tag: close }]
    const last = names.at(-1)
    const after: ReadonlyArray<LedgerInput> =
      ends || last === undefined
        ? []
        : [
            { _tag: "Received", part: last, samples: late },
            { _tag: "Ended", part: last }
          ]
    return [...heard, rendered, ...closing, ...after]
  })
}

const cuts = (ledger: PlaybackLedger) => {
  const { delete: deleted, truncate } = interruptionPlan(ledger)
  return { truncate, deleted }
}

const sizeOf = ({ items, parts, queue }: PlaybackLedger): number =>
  JSON.stringify([[...items], [...parts], [...queue.runs]]).length

describe("what the ledger lets go", () => {
  it("is never missed by a plan: at every step of any conversation the plan is that of a ledger that keeps all", () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 10, maxLength: 40 }), (turns) => {
        let forgetful = PlaybackLedger.make({ rate, kept: 2 })
        let whole = PlaybackLedger.make({ rate, kept: Infinity })
        for (const input of steps(turns)) {
          forgetful = PlaybackLedger.step(forgetful, input)
          whole = PlaybackLedger.step(whole, input)
          expect(cuts(forgetful)).toEqual(cuts(whole))
        }
      }),
      { numRuns: 300 }
    )
  })

  it("keeps its size over hours of answers that are heard whole or interrupted, and still knows the last 64", () => {
    let ledger = PlaybackLedger.make({ rate })
    const sizes: Array<number> = []
    for (let n = 0; n < 2_000; n++) {
      const part = { itemId: `item_${n}`, contentIndex: 0 }
      for (let delta = 0; delta < 5; delta++) {
        ledger = PlaybackLedger.step(ledger, { _tag: "Received", part, samples: 2_400 })
        ledger = PlaybackLedger.step(ledger, { _tag: "Queued", part, samples: 2_400 })
      }
      const until = ledger.queuedUntil - (n % 3 === 0 ? 1_000 : 0)
      ledger = PlaybackLedger.step(ledger, { _tag: "Rendered", until })
      if (n % 3 === 0) ledger = PlaybackLedger.step(ledger, { _tag: "Interrupted" })
      ledger = PlaybackLedger.step(ledger, { _tag: "Ended", part })
      if (n % 500 === 499) sizes.push(sizeOf(ledger))
    }
    const [first = 0, ...later] = sizes
    for (const size of later) expect(size).toBeLessThan(first * 1.3)
    const known = PlaybackLedger.accounts(ledger).map(({ itemId }) => itemId)
    expect(known.slice(-64)).toEqual(Array.from({ length: 64 }, (_, n) => `item_${1_936 + n}`))
    expect(known.length).toBeLessThanOrEqual(129)
  })
})
