import { expect, it } from "vitest"
import { noRepeats, type Numbered, remember } from "../src/index.ts"

const after = (events: ReadonlyArray<Numbered>) =>
  events.reduce((repeats, event) => remember(repeats, event).repeats, noRepeats)

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

it("small events are remembered by their number", () => {
  const { older, recent } = after(Array.from({ length: 100 }, (_, n) => ({ type: "t", event_id: `e${n}` })))
  expect([recent.size, older.size]).toEqual([36, 64])
})
