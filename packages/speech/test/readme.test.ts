import { assert, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

it(
  "the example of the README is this program, prints what the README says, and ends by itself",
  { timeout: 60_000 },
  () => {
    const example = fileURLToPath(new URL("example.ts", import.meta.url))
    const printed = execFileSync(process.execPath, [example], { encoding: "utf8", timeout: 50_000 })
    assert.include(text("../README.md"), `\`\`\`ts\n${text("example.ts")}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``)
  }
)
