/** Script files as people write them. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readScript } from "../src/serve/Script.ts"

const reading = (text: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "script-"))),
    (folder) => {
      const path = join(folder, "script.json")
      writeFileSync(path, text)
      return Effect.map(readScript(path), (play) => play({ speak: () => Stream.empty }))
    },
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
  )

describe("a script file", () => {
  it.effect("is read with a byte order mark and with CRLF", () =>
    Effect.gen(function* () {
      const text = JSON.stringify({ turns: [{ say: "Hello." }] }, null, 2)
      for (const each of [text, `\uFEFF${text}`, `\uFEFF${text.replaceAll("\n", "\r\n")}\r\n`]) {
        assert.isFunction((yield* reading(each)).respond)
      }
    })
  )

  it.effect("that is invalid is refused in one line, which names the line of the file and a remedy", () =>
    Effect.gen(function* () {
      for (const [text, message] of [
        ["{oops", /script\.json is not a script: line 1 is not JSON: .+Correct that line\.$/],
        ['{\n  "turns": [\n    { "say": "a", }\n  ]\n}', /line 3 is not JSON/],
        ['\uFEFF{\r\n"turns": [\r\n', /line [23] is not JSON/],
        ["", /line 1 is not JSON/],
        ['{\n"turns": [\n{"say": "a"},\n{"says": "b"}]}', /line 4: .+says.+README/],
        ['{\r\n"turns": [\r\n{\r\n"say": 7}]}', /line 4: .+say.+README/],
        ['{"turns": []}', /line 1: .+turns/]
      ] as const) {
        const error = yield* Effect.flip(reading(text))
        assert.match(error.message, message)
        assert.notInclude(error.message, "\n")
      }
    })
  )

  it.effect("branches on what is said", () =>
    Effect.gen(function* () {
      const engine = yield* reading(
        JSON.stringify({ turns: [{ say: "The turn." }], answers: [{ when: "art", say: "I like art." }] })
      )
      const chunks = yield* Stream.runCollect(
        engine.respond({
          id: "resp_1",
          turn: 0,
          context: [
            {
              item: { type: "message", role: "user", content: [{ type: "input_text", text: "Do you like art?" }] },
              audio: []
            }
          ],
          instructions: "",
          modality: "text",
          voice: { name: "alloy", speed: 1 },
          tools: [],
          toolChoice: "auto",
          parallelToolCalls: true,
          maxOutputTokens: "inf"
        })
      )
      assert.deepStrictEqual(
        chunks.flatMap((chunk) => (chunk._tag === "Text" ? [chunk.text] : [])),
        ["I", " like", " art."]
      )
    })
  )
})
