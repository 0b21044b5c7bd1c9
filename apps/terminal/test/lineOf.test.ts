import { assert, describe, it } from "@effect/vitest"
import { lineOf } from "../src/serve/lineOf.ts"

const text = `{
  "pace": 1,
  "turns": [
    { "say": "a, b", "voice": "x" },
    {
      "say": "{\\"turns\\": 1}",
      "calls": [{ "name": "f" },
        { "name": 7 }]
    }
  ]
}`

describe("the line of a value", () => {
  it("is where its key or its list entry begins", () => {
    for (const [path, line] of [
      [[], 1],
      [["pace"], 2],
      [["turns"], 3],
      [["turns", 0], 4],
      [["turns", 0, "voice"], 4],
      [["turns", 1], 5],
      [["turns", 1, "say"], 6],
      [["turns", 1, "calls", 0], 7],
      [["turns", 1, "calls", 1, "name"], 8]
    ] as const) {
      assert.strictEqual(lineOf(text, path), line, path.join())
      assert.strictEqual(lineOf(text.replaceAll("\n", "\r\n"), path), line, path.join())
    }
  })

  it("is that of its deepest parent if it is missing", () => {
    assert.strictEqual(lineOf(text, ["turns", 1, "heard"]), 5)
    assert.strictEqual(lineOf(text, ["mcpTools", "x"]), 1)
  })
})
