import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { main } from "./example.ts"

it.live("the example of the README runs to its end", () =>
  Effect.gen(function* () {
    const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")
    assert.include(text("../README.md"), text("example.ts"))
    assert.match(yield* main, /heard [1-9]/)
  })
)
