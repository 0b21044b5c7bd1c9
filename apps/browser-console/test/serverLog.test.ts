import { describe, expect, it } from "vitest"
import { makeLines } from "../src/server/lines.ts"
import { readLog } from "../src/server/serverLog.ts"

const linesOf = (bytes: Uint8Array, size: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  const read = makeLines((line) => void lines.push(line))
  for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
  return lines
}

describe("the lines of a process", () => {
  it("end at line feeds alone, however the bytes are cut", () => {
    const lines = ['{"model":"a\u2028b\u2029c\u0085"}', "", "😀 ü", '{"x":1}']
    for (const size of [1, 2, 3, 1000]) expect(linesOf(Buffer.from(`${lines.join("\n")}\n`), size)).toEqual(lines)
    expect(linesOf(Buffer.from("a\r\nb\r\n"), 2)).toEqual(["a", "b"])
  })

  it("over 64 KiB are left out, and later ones are read", () => {
    expect(linesOf(Buffer.from(`a\n${"x".repeat(200_000)}\nb\n`), 1000)).toEqual(["a", "b"])
  })
})

describe("a line of the server's log", () => {
  const listening = { level: "INFO", message: "listening", url: "ws://127.0.0.1:1/v1/realtime", engine: "echo" }

  it("gives the address of the server", () => {
    expect(readLog(JSON.stringify(listening))).toEqual({ listening: { url: listening.url, engine: "echo" } })
  })

  it.each([
    "{oops",
    "",
    "null",
    "7",
    '"x"',
    "[]",
    '{"message":"listening"}',
    '{"message":"listening","url":7,"engine":"x"}'
  ])("is let be if it is %s", (line) => expect(readLog(line)).toBeUndefined())

  it("is ignored if it only looks like the first, because a peer chose its words", () => {
    expect(
      readLog(JSON.stringify({ message: "session began", url: "ws://evil.example/", engine: "x" }))
    ).toBeUndefined()
  })

  it("is shown if it is a warning, and cannot steer the terminal", () => {
    const entry = readLog('{"level":"WARN","message":"refused","origin":"a\u202e\u2028\u009b"}')
    expect(entry).toEqual({ warning: '{"level":"WARN","message":"refused","origin":"a\u{fffd}\u{fffd}\u{fffd}"}' })
  })
})
