import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

describe("the README", () => {
  it("has this program, and says what it prints", () => {
    const program = fileURLToPath(new URL("readme/node.ts", import.meta.url))
    const printed = execFileSync(process.execPath, [program], { encoding: "utf8" })
    expect(text("../README.md")).toContain(`\`\`\`ts\n${text("readme/node.ts")}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``)
  })

  it.each(["page", "exchange"])("has the %s program, which compiles", (name) => {
    expect(text("../README.md")).toContain(`\`\`\`ts\n${text(`readme/${name}.ts`)}\`\`\``)
  })
})
