import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

describe("the example of the project's README", () => {
  it("is this program, and prints what the README says", () => {
    const example = fileURLToPath(new URL("example.ts", import.meta.url))
    const printed = execFileSync(process.execPath, [example], { encoding: "utf8" })
    expect(text("../../../README.md")).toContain(
      `\`\`\`ts\n${text("example.ts")}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``
    )
  })
})
