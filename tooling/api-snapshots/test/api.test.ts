import { describe, expect, it } from "vitest"
import { entries } from "../src/entries.ts"
import { reporter } from "../src/report.ts"

const fileOf = (specifier: string): string =>
  `../reports/${specifier.replace("@antiphon/", "").replaceAll("/", ".")}.api.md`

const report = reporter(entries)

describe("each entry point exports the types that were reviewed (run `pnpm api:accept` to accept a change)", () => {
  it.each(entries)("$specifier", async (entry) => {
    await expect(report(entry)).toMatchFileSnapshot(fileOf(entry.specifier))
  })

  it("the list of entries covers every package", () => {
    expect(new Set(entries.map(({ folder }) => folder)).size).toBeGreaterThanOrEqual(9)
  })
})
