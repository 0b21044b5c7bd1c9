import { globSync, readFileSync } from "node:fs"
import { expect, it } from "vitest"

const source = new URL("../src/", import.meta.url)
const folders = [
  "events/server",
  "events/client",
  "shapes",
  "translation",
  "http",
  "live",
  "live/client",
  "live/server",
  "live/shapes",
  "beta/server",
  "beta/client",
  "beta/shapes"
]

/** A field of a wire object is a key followed by a schema. Discriminants need no doc. */
const field = /^\s+(?!type:|role:)(\w+): (?:Schema\.|nullish|optional|open\(|[A-Z]\w+\b)/

it("every field of every event and shape says what it is", () => {
  const files = folders.flatMap((folder) => globSync(`${folder}/*.ts`, { cwd: source }))
  expect(files.length).toBeGreaterThan(30)
  const silent = files.flatMap((file) => {
    const lines = readFileSync(new URL(file, source), "utf8").split("\n")
    return lines.flatMap((line, index) =>
      field.test(line) && lines[index - 1]?.trimEnd().endsWith("*/") !== true
        ? [`${file}:${index + 1} ${line.trim()}`]
        : []
    )
  })
  expect(silent).toEqual([])
})
