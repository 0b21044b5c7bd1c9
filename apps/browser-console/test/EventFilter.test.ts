import { expect, it } from "vitest"
import { countTypes, matching, openFilter, toggleType } from "../src/state/EventFilter.ts"
import { append, emptyLog } from "../src/state/EventLog.ts"
import { fullTextOf, textOf } from "../src/state/eventText.ts"
import { received, sent } from "./passing.ts"

const audio = "A".repeat(400)
const log = append(emptyLog, [
  sent(0, { type: "input_audio_buffer.append", audio }),
  sent(1, { type: "response.create" }),
  received(2, { type: "response.created", response: { id: "resp_1", status: "in_progress" } }),
  received(3, {
    type: "response.output_audio.delta",
    response_id: "resp_1",
    item_id: "item_1",
    output_index: 0,
    content_index: 0,
    delta: audio
  }),
  received(4, { type: "response.done", response: 7 }),
  received(5, { type: "something.new", word: "Nightingale" })
])
const ids = (filter: Partial<typeof openFilter>) => matching(log, { ...openFilter, ...filter }).map(({ id }) => id)

it("a filter hides events that hold only audio until the user shows them", () => {
  expect(ids({})).toEqual([1, 2, 4, 5])
  expect(ids({ audio: true })).toEqual([0, 1, 2, 3, 4, 5])
})

it("a filter selects by direction, by type and by issues", () => {
  expect(ids({ direction: "out" })).toEqual([1])
  expect(ids({ onlyIssues: true })).toEqual([4])
  expect(ids(toggleType(openFilter, "response.created"))).toEqual([1, 4, 5])
  expect(ids(toggleType(toggleType(openFilter, "response.created"), "response.created"))).toEqual([1, 2, 4, 5])
})

it("a search finds every word anywhere in an event, in any case", () => {
  expect(ids({ search: "nightingale something" })).toEqual([5])
  expect(ids({ search: "resp_1 nightingale" })).toEqual([])
})

it("a log counts its types by name", () => {
  expect(countTypes(log)[0]).toEqual(["input_audio_buffer.append", 1])
  expect(countTypes(log)).toHaveLength(6)
})

it("an event shows its audio by length and copies it whole", () => {
  const [append] = log.entries
  expect(append && textOf(append.tapped)).toContain("400 characters of base64")
  expect(append && fullTextOf(append.tapped)).toContain(audio)
})
