import { expect, it } from "vitest"
import { append, emptyLog, forgotten } from "../src/state/EventLog.ts"
import { received, sent } from "./passing.ts"

const cleared = (at: number) => received(at, { type: "input_audio_buffer.cleared" })
const spoken = (characters: number) => sent(0, { type: "input_audio_buffer.append", audio: "A".repeat(characters) })

it("a log keeps the newest events in order and counts the dropped ones", () => {
  const limits = { entries: 3, audioSize: 1e9 }
  const log = append(append(emptyLog, [cleared(1), cleared(2)], limits), [cleared(3), cleared(4), cleared(5)], limits)
  expect(log.entries.map(({ id, tapped }) => [id, tapped.at])).toEqual([
    [2, 3],
    [3, 4],
    [4, 5]
  ])
  expect(forgotten(log)).toBe(2)
})

it("a log drops the oldest events if audio takes too much room, and never the newest", () => {
  const limits = { entries: 100, audioSize: 250 }
  const three = append(emptyLog, [spoken(100), spoken(100), spoken(100)], limits)
  expect(three.entries.map(({ id }) => id)).toEqual([1, 2])
  expect(three.audioSize).toBe(200)
  const big = append(three, [spoken(1000)], limits)
  expect(big.entries.map(({ id }) => id)).toEqual([3])
  expect(big.audioSize).toBe(1000)
})

it("a log holds a bounded number of events", () => {
  const limits = { entries: 20, audioSize: 1000 }
  let log = emptyLog
  for (let round = 0; round < 40; round++) log = append(log, [cleared(round), spoken(90), cleared(round)], limits)
  expect(log.entries.length).toBeLessThanOrEqual(20)
  expect(log.audioSize).toBeLessThanOrEqual(1000)
  expect(log.next).toBe(120)
})

it("a malformed frame is named by the type that it claims", () => {
  const log = append(emptyLog, [received(0, { type: "response.done" }), received(0, { no: "type" })])
  expect(log.entries.map(({ type }) => type)).toEqual(["response.done", "not an event"])
})
