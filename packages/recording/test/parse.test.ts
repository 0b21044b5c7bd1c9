import { assert, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { parse } from "../src/index.ts"

const header = `{"format":"antiphon-recording","version":1,"started_at":"2026-01-01T00:00:00.000Z","side":"client","dialect":"ga","endpoint":"ws://h/v1/realtime"}`
const line = `{"t":1.5,"direction":"in","event":{"type":"x","y":[1]}}`
const reason = (text: string) =>
  Result.match(parse(text), { onFailure: (error) => error.reason, onSuccess: () => "read" })

it("the parser reads what it knows and ignores keys of a later writer", () => {
  const text = `${header.replace("}", `,"new":1}`)}\n${line.replace(`"t"`, `"new":{},"t"`)}\n`
  assert.deepStrictEqual(Result.getOrThrow(parse(text)).lines, [
    { t: 1.5, direction: "in", event: { type: "x", y: [1] } }
  ])
})

it("the parser gives the number of a line that was cut off and keeps the rest", () => {
  const recording = Result.getOrThrow(parse(`${header}\n${line}\n${line.slice(0, 20)}`))
  assert.deepStrictEqual([recording.lines.length, recording.broken], [1, [3]])
})

it("the parser refuses other text and a newer version, each with its reason", () => {
  assert.strictEqual(reason(""), "NotARecording")
  assert.strictEqual(reason(line), "NotARecording")
  assert.strictEqual(reason(header.replace(`"version":1`, `"version":2`)), "Version")
  assert.strictEqual(reason(header), "read")
})

it("the parser reads a header that has its format and version alone, and blank lines before it", () => {
  const recording = Result.getOrThrow(parse(`\n \n{"format":"antiphon-recording","version":1}\n${line}\n{`))
  assert.deepInclude(recording.header, { side: "client", dialect: "ga", endpoint: "" })
  assert.deepStrictEqual([recording.lines.length, recording.broken], [1, [5]])
})

it("the parser names a dialect that it does not read", () => {
  const text = header.replace(`"dialect":"ga"`, `"dialect":"new"`)
  const said = Result.match(parse(text), { onFailure: ({ message }) => message, onSuccess: () => "" })
  assert.strictEqual(reason(text), "Version")
  assert.include(said, "the dialect new")
})

it("the parser skips a byte order mark, carriage returns and blank lines, which editors and shells add", () => {
  for (const [mark, end] of [
    ["\ufeff", "\n"],
    ["", "\r\n"],
    ["\ufeff", "\r\n"],
    ["", "\r\n\r\n"],
    ["", "\n \n"]
  ]) {
    const recording = Result.getOrThrow(parse(`${mark}${[header, line, line].join(end)}${end}`))
    assert.deepStrictEqual([recording.lines.length, recording.broken], [2, []])
  }
})

it("the parser reads lines whose texts hold U+2028, which does not end a line of JSON", () => {
  const odd = line.replace(`"y":[1]`, `"y":"\u2028\u2029\u0085"`)
  assert.deepStrictEqual(Result.getOrThrow(parse(`${header}\n${odd}\n`)).lines, [
    { t: 1.5, direction: "in", event: { type: "x", y: "\u2028\u2029\u0085" } }
  ])
})
