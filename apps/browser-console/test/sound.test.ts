import { expect, it } from "vitest"
import { barCount, barsOf } from "../src/state/barsOf.ts"
import { cleared, queued, rendered, silentPlayout } from "../src/state/Playout.ts"
import { said, silentUplink, speechOf } from "../src/state/Uplink.ts"
import { barMs, makeWaves } from "../src/state/Waves.ts"

const block = (ms: number, level: number) => new Int16Array(ms * 24).fill(level)
const part = (itemId: string) => ({ itemId, contentIndex: 0 })

it("an interrupted item is heard up to the player's position, and no further", () => {
  let playout = queued(silentPlayout, part("a"), block(1000, 8192))
  playout = queued(playout, part("b"), block(500, 16_384))
  playout = rendered(playout, 12_000, 0)
  expect(playout.speeches.get("a")).toMatchObject({ totalMs: 1000, heardMs: 500, settled: false })
  playout = cleared(playout, 14_400, 20, 36_000)
  expect(playout.speeches.get("a")).toMatchObject({ heardMs: 580, settled: true })
  expect(playout.speeches.get("b")).toMatchObject({ totalMs: 500, heardMs: 0, settled: true })
  const next = rendered(queued(playout, part("c"), block(100, 1)), 38_400, 0)
  expect(next.speeches.get("c")).toMatchObject({ heardMs: 100 })
  expect(next.speeches.get("a")).toMatchObject({ heardMs: 580 })
})

it("an item has one level per 40 ms, however its audio was cut", () => {
  let playout = silentPlayout
  for (const ms of [30, 50, 15, 65]) playout = queued(playout, part("a"), block(ms, 16_384))
  expect(playout.speeches.get("a")?.levels).toEqual([0.5, 0.5, 0.5, 0.5])
})

it("the sound of a turn is the sent audio from the start to the end of speech", () => {
  let uplink = silentUplink
  for (let index = 0; index < 10; index++) uplink = said(uplink, block(40, index * 1000))
  const turn = { itemId: "u", status: "committed" as const, audioStartMs: 80, audioEndMs: 200 }
  expect(speechOf(uplink, turn)?.levels.map((level) => Math.round(level * 32_768))).toEqual([2000, 3000, 4000])
  expect(speechOf(uplink, { ...turn, status: "speaking", audioEndMs: undefined })?.levels).toHaveLength(8)
  expect(speechOf(uplink, { ...turn, audioStartMs: undefined })).toBeUndefined()
})

it("the model's wave has played audio in the past and queued audio in the future", () => {
  const waves = makeWaves()
  waves.queue(block(400, 16_384))
  waves.rendered(200 * 24, 0, 1000)
  const { ahead, cuts, heard } = waves.between(0, 2000, 1000)
  expect(heard.map(({ at }) => at)).toEqual([800, 840, 880, 920, 960])
  expect(ahead.map(({ at }) => at)).toEqual([1000, 1040, 1080, 1120, 1160])
  expect(cuts).toEqual([])
})

it("an interruption drops what was queued and leaves a cut at its moment, and nothing in the future", () => {
  const waves = makeWaves()
  waves.queue(block(400, 16_384))
  waves.cleared(200 * 24, 0, 400 * 24, 1000)
  const { ahead, cuts, heard } = waves.between(0, 2000, 1000)
  expect(heard).toHaveLength(5)
  expect(ahead).toEqual([])
  expect(cuts).toEqual([1000])
  waves.queue(block(80, 8192))
  waves.rendered(480 * 24, 0, 1080)
  const next = waves.between(0, 2000, 1080)
  expect(next.heard.map(({ at }) => at)).toEqual([800, 840, 880, 920, 960, 1000, 1040])
  expect([...next.ahead, ...next.cuts]).toEqual([1000])
})

it("positions that come a little early or late leave no gap", () => {
  const waves = makeWaves()
  waves.queue(block(2000, 16_384))
  for (let index = 1; index <= 50; index++)
    waves.rendered(index * barMs * 24, 0, 5000 + index * barMs + (index % 3) * 15)
  const { heard } = waves.between(0, 10_000, 7100)
  expect(heard).toHaveLength(50)
  expect(heard.every(({ at }, index) => index === 0 || at - (heard[index - 1]?.at ?? 0) === barMs)).toBe(true)
})

it("the waves keep no more of the user than a screen shows", () => {
  const waves = makeWaves()
  for (let now = 0; now < 200_000; now += barMs) waves.said(block(barMs, 16_384), now)
  expect(waves.between(0, 200_000, 200_000).you.length).toBeLessThanOrEqual(2048)
})

it("a message has as many bars as fit, and growing bars keep their places", () => {
  const levels = Array.from({ length: 150 }, (_, index) => index / 150)
  expect(barsOf(levels, false)).toHaveLength(barCount)
  // The last bar stands for the last three levels.
  expect(barsOf(levels, false).at(-1)).toBeCloseTo(148 / 150, 9)
  expect(barsOf(levels.slice(0, 20), false)).toEqual(levels.slice(0, 20))
  const growing = barsOf(levels.slice(0, 149), true)
  expect(barsOf(levels, true).slice(0, growing.length - 1)).toEqual(growing.slice(0, -1))
})
