import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { ServerEvent } from "@antiphon/core/schema"
import { instanceOf, pages } from "../scripts/reference/pages.ts"

const committed = (file: string): string =>
  readFileSync(new URL(`../../../docs/reference/${file}`, import.meta.url), "utf8")

describe("the committed reference is today's (else: pnpm --filter @antiphon/core run generate)", () => {
  it.each([...pages()])("%s", (file, text) => {
    expect(committed(file)).toBe(text)
  })
})

it("every instance in the reference decodes, and one that would not stops the build", () => {
  expect([...pages().values()].join("").match(/```json/g)?.length).toBeGreaterThan(110)
  const refuses = { ...ServerEvent, decode: () => ({ _tag: "Malformed" }) }
  expect(() => instanceOf(refuses, "response.done")).toThrow("response.done")
})

it("no event and no field of one is without words", () => {
  const events = [...pages()].flatMap(([file, text]) => (file.includes("events") ? text.split("\n") : []))
  expect(events.filter((line) => /^\| .* \| +\|$/.test(line))).toEqual([])
})
