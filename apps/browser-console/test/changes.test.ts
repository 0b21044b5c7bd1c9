import { expect, it } from "vitest"
import { changesOf } from "../src/state/changes.ts"
import { fitted, widest } from "../src/state/panelWidth.ts"

const changes = (before: unknown, after: unknown) => changesOf(JSON.stringify(before), JSON.stringify(after))

it("only the values that differ are listed, each with its path", () => {
  const before = { type: "session.created", session: { speed: 1, tools: [{ name: "a" }, { name: "b" }], model: "m" } }
  const after = { type: "session.updated", session: { speed: 1.5, tools: [{ name: "a" }], voice: "cedar", model: "m" } }
  expect(changes(before, after)).toEqual([
    { path: "type", before: '"session.created"', after: '"session.updated"' },
    { path: "session.speed", before: "1", after: "1.5" },
    { path: "session.tools[1]", before: '{"name":"b"}' },
    { path: "session.voice", after: '"cedar"' }
  ])
  expect(changes(before, before)).toEqual([])
})

it("null, a list in place of an object and a text that is no JSON differ as a whole", () => {
  expect(changes({ a: null }, { a: {} })).toEqual([{ path: "a", before: "null", after: "{}" }])
  expect(changes({ a: [1] }, { a: { 0: 1 } })).toEqual([{ path: "a", before: "[1]", after: '{"0":1}' }])
  expect(changesOf("{broken", '"text"')).toEqual([{ path: "", before: '"{broken"', after: '"text"' }])
})

it("a value nested without end is compared whole, and the list of changes is bounded", () => {
  const nested = (depth: number, end: number) => `${"[".repeat(depth)}${end}${"]".repeat(depth)}`
  const [deep] = changesOf(nested(2000, 1), nested(2000, 2))
  expect(deep?.path).toBe("[0]".repeat(64))
  expect(changesOf(nested(2000, 1), nested(2000, 1))).toEqual([])
  const many = (value: number) => Array.from({ length: 2000 }, () => value)
  expect(changes(many(1), many(2)).length).toBe(500)
})

it("the inspector has a third of the page, never less than it needs, and leaves room for the conversation", () => {
  expect([1100, 1300, 1920].map((page) => fitted(undefined, page))).toEqual([400, 468, 500])
  expect(fitted(10, 1440)).toBe(320)
  expect(fitted(5000, 1440)).toBe(widest(1440))
  expect(widest(1440)).toBe(864)
})
