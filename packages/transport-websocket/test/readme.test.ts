import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

describe("the README", () => {
  it("has this program, and says what it prints", () => {
    const program = fileURLToPath(new URL("readme/node.ts", import.meta.url))
    const printed = execFileSync(process.execPath, [program], { encoding: "utf8" })
    assert.include(text("../README.md"), `\`\`\`ts\n${text("readme/node.ts")}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``)
  })

  for (const name of ["page"]) {
    it(`has the ${name} program, which compiles`, () => {
      assert.include(text("../README.md"), `\`\`\`ts\n${text(`readme/${name}.ts`)}\`\`\``)
    })
  }
})
