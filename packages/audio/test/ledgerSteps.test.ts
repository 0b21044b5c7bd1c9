import { afterEach, describe, expect, it } from "vitest"
import { type LedgerInput, type PlayedPart, PlaybackLedger } from "../src/index.ts"

const methods = ["slice", "concat", "filter", "map", "flatMap", "reduce", "some", "every", "find", "with"] as const
const searches = [
  "findIndex",
  "findLast",
  "findLastIndex",
  "indexOf",
  "includes",
  "forEach",
  "values",
  "entries"
] as const
const originals = new Map<PropertyKey, PropertyDescriptor>()
const prototype: object = Array.prototype

/** Counts the elements of every array that is copied or searched from here on. */
const counting = (): { visited: number } => {
  const counts = { visited: 0 }
  for (const name of [...methods, ...searches, Symbol.iterator] as const) {
    const original = Object.getOwnPropertyDescriptor(prototype, name)
    if (original === undefined) continue
    originals.set(name, original)
    const method: (...args: ReadonlyArray<unknown>) => unknown = original.value
    const counted = function (this: ReadonlyArray<unknown>, ...args: ReadonlyArray<unknown>): unknown {
      counts.visited += this.length
      return Reflect.apply(method, this, args)
    }
    Object.defineProperty(prototype, name, { ...original, value: counted })
  }
  return counts
}

const stopCounting = (): void => {
  for (const [name, original] of originals) Object.defineProperty(prototype, name, original)
  originals.clear()
}

afterEach(stopCounting)

const part = (n: number): PlayedPart => ({ itemId: `item_${n}`, contentIndex: 0 })
const open = (n: number): ReadonlyArray<LedgerInput> => [
  { _tag: "Received", part: part(n), samples: 480 },
  { _tag: "Queued", part: part(n), samples: 480 }
]

/** A ledger with this many parts, each of an item of its own and none of them heard. */
const withParts = (count: number): PlaybackLedger =>
  Array.from({ length: count }, (_, n) => open(n))
    .flat()
    .reduce(PlaybackLedger.step, PlaybackLedger.make({ rate: 24_000 }))

const visitedBy = (ledger: PlaybackLedger, input: LedgerInput): number => {
  const counts = counting()
  PlaybackLedger.step(ledger, input)
  stopCounting()
  return counts.visited
}

describe("a step of a ledger of 10,000 open parts", () => {
  const ledger = withParts(10_000)
  const steps: ReadonlyArray<readonly [string, LedgerInput]> = [
    ["more audio of the first part", { _tag: "Received", part: part(0), samples: 480 }],
    ["audio of a new part", { _tag: "Received", part: part(20_000), samples: 480 }],
    ["the end of a part", { _tag: "Ended", part: part(5_000) }],
    ["audio of an earlier part for the player", { _tag: "Queued", part: part(5_000), samples: 480 }],
    ["a position inside the first part", { _tag: "Rendered", until: 100 }],
    ["a position some parts further", { _tag: "Rendered", until: 2_000 }],
    ["a cleared player that goes on at once", { _tag: "Cleared", until: 100 }],
    ["an interruption", { _tag: "Interrupted" }],
    ["a truncated part", { _tag: "Truncated", part: part(5_000), audioEndMs: 10 }],
    ["a deleted item", { _tag: "Deleted", itemId: "item_5000" }]
  ]

  it.each(steps)("copies and searches no long list: %s", (_, input) => {
    const visited = visitedBy(ledger, input)
    expect(visited).toBeLessThan(1_000)
  })

  it("counts what is copied", () => {
    const counts = counting()
    expect(Array.from({ length: 500 }).slice().filter(Boolean)).toEqual([])
    stopCounting()
    expect(counts.visited).toBeGreaterThanOrEqual(1_000)
  })

  it("visits twice as much for twice the parts, from the first to the last that is heard", () => {
    const visited = (count: number): number => {
      const counts = counting()
      let played = withParts(count)
      for (let n = 1; n <= count; n++) played = PlaybackLedger.step(played, { _tag: "Rendered", until: n * 480 })
      stopCounting()
      return counts.visited
    }
    expect(visited(4_000) / visited(2_000)).toBeLessThan(2.5)
  })
})
