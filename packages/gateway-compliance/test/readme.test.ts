import { assert, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

it("the program of the README is this file, and every requirement is met in it", () => {
  assert.include(text("../README.md"), `\`\`\`ts\n${text("reportExample.ts")}\`\`\``)
  const example = fileURLToPath(new URL("reportExample.ts", import.meta.url))
  const [, met, all] =
    /(\d+) of (\d+) requirements/.exec(execFileSync(process.execPath, [example], { encoding: "utf8" })) ?? []
  assert.strictEqual(met, all)
})
