import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { drifts, textOf } from "../../scripts/drift.ts"

describe("the claims against the official types are those of today's vocabularies", () => {
  it.each(drifts.map((drift) => [drift.file, drift] as const))("%s (else: node scripts/drift.ts)", (file, drift) => {
    expect(readFileSync(new URL(`./generated/${file}.ts`, import.meta.url), "utf8")).toBe(textOf(drift))
  })
})
