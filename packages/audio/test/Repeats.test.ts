import { expect, it } from "vitest"
import { noRepeats, type Numbered, remember } from "../src/index.ts"

const delta = (n: number, text = `piece ${n}`): Numbered => ({ type: "delta", event_id: `event_${n}`, delta: text })

/** What is remembered once these events have come, none of which is a repeat. */
const after = (events: ReadonlyArray<Numbered>) =>
  events.reduce((repeats, event) => {
    const next = remember(repeats, event)
    expect(next.isRepeat).toBe(false)
    return next.repeats
  }, noRepeats)

it("each of the last 64 events is known when it comes again, however many came before them", () => {
  for (const total of [64, 65, 127, 128, 129, 200]) {
    const events = Array.from({ length: total }, (_, n) => delta(n))
    const repeats = after(events)
    for (const event of events.slice(-64)) expect(remember(repeats, { ...event }).isRepeat).toBe(true)
  }
})

it("an event of long ago is forgotten, so that memory has a bound", () => {
  const repeats = after(Array.from({ length: 200 }, (_, n) => delta(n)))
  expect(remember(repeats, delta(0)).isRepeat).toBe(false)
  expect(repeats.recent.size + repeats.older.size).toBeLessThanOrEqual(128)
})

it("deltas of a megabyte push older events out, and the latest is always known", () => {
  const text = "x".repeat(1 << 20)
  const events = [delta(0), delta(1, text), delta(2, text), delta(3, text)]
  const repeats = after(events)
  expect(remember(repeats, delta(3, text)).isRepeat).toBe(true)
  expect(remember(repeats, delta(0)).isRepeat).toBe(false)
})

it("events of a long id, a long text or many members are remembered for as long as they have a mebibyte", () => {
  const long = "x".repeat(400_000)
  const event = (id: string, more: object): Numbered => ({ type: "t", event_id: id, ...more })
  const cases: ReadonlyArray<(n: number) => Numbered> = [
    (n) => event(`${n}${long}`, {}),
    (n) => event(`e${n}`, { item: { content: [{ text: long }] } }),
    (n) => event(`e${n}`, { many: Array.from({ length: 400_000 }, () => 0) })
  ]
  for (const eventOf of cases) {
    const { older, recent } = after(Array.from({ length: 20 }, (_, n) => eventOf(n)))
    expect(recent.size + older.size).toBeLessThanOrEqual(4)
  }
})
