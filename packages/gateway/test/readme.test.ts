import { assert, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

it("the programs of the README are these files, and a late append prints that it is fenced", () => {
  for (const name of ["serveExample.ts", "memoryExample.ts"])
    assert.include(text("../README.md"), `\`\`\`ts\n${text(name)}\`\`\``)
  const example = fileURLToPath(new URL("memoryExample.ts", import.meta.url))
  assert.strictEqual(execFileSync(process.execPath, [example], { encoding: "utf8" }), "Fenced\n")
})
