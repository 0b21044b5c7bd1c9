/** The names of enumerations, which a build step writes from the schemas of core. */
import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { file } from "../scripts/names.ts"
import { namesIn } from "../src/machine/names.ts"

it("the committed names are today's (else: node scripts/names.ts)", () => {
  assert.strictEqual(readFileSync(new URL("../src/machine/namesTable.ts", import.meta.url), "utf8"), file)
})

it("a vocabulary has the names of its own events alone", () => {
  const places = (vocabulary: string, type: string) => [...namesIn(vocabulary, type).keys()]
  assert.deepStrictEqual(places("Translation.ClientEvent", "session.update"), [
    "session.audio.input.noise_reduction.type"
  ])
  assert.include(places("ClientEvent", "session.update"), "session.include[]")
  assert.deepStrictEqual(places("ClientEvent", "constructor"), [])
})
