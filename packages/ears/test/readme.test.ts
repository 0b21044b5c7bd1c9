import { assert, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

it("the example of the README is this program, prints what the README says, and ends by itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "ears-"))
  try {
    copyFileSync(new URL("../../../apps/terminal/assets/reply.wav", import.meta.url), join(folder, "turn.wav"))
    const example = fileURLToPath(new URL("example.ts", import.meta.url))
    const printed = execFileSync(process.execPath, [example], { cwd: folder, encoding: "utf8", timeout: 50_000 })
    assert.include(text("../README.md"), `\`\`\`ts\n${text("example.ts")}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
