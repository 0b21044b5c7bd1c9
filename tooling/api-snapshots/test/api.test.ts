import { describe, expect, it } from "vitest"
import { entries } from "../src/entries.ts"
import { reporter } from "../src/report.ts"

const fileOf = (specifier: string): string =>
  `../reports/${specifier.replace("@antiphon/", "").replaceAll("/", ".")}.api.md`

const report = reporter(entries)

describe("what users can import has the types that were reviewed (accept a change with `pnpm api:accept`)", () => {
  it.each(entries)("$specifier", async (entry) => {
    await expect(report(entry)).toMatchFileSnapshot(fileOf(entry.specifier))
  })

  it("knows every package", () => {
    expect(new Set(entries.map(({ folder }) => folder)).size).toBeGreaterThanOrEqual(9)
  })
})
