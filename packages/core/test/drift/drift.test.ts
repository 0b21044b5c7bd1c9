import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { drifts, textOf } from "../../scripts/drift.ts"
import { missingLiterals } from "../../scripts/literals.ts"

describe("the claims against the official types are those of today's vocabularies", () => {
  it.each(drifts.map((drift) => [drift.file, drift] as const))("%s (else: node scripts/drift.ts)", (file, drift) => {
    expect(readFileSync(new URL(`./generated/${file}.ts`, import.meta.url), "utf8")).toBe(textOf(drift))
  })
})

it("every value that the official types name stands in our sources", () => {
  const openai = fileURLToPath(new URL("../../node_modules/openai", import.meta.url))
  expect(missingLiterals(openai)).toEqual([])
})
