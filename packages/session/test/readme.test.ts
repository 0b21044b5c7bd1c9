import { assert, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

it("the examples of the README are these programs, and print what the README says", () => {
  for (const name of ["example.ts", "sessionExample.ts", "reconnectingExample.ts"]) {
    const example = fileURLToPath(new URL(name, import.meta.url))
    const printed = execFileSync(process.execPath, [example], { encoding: "utf8" })
    assert.include(text("../README.md"), `\`\`\`ts\n${text(name)}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``)
  }
})
