/** What an import of the package loads. */
import { execFileSync } from "node:child_process"
import { assert, it } from "@effect/vitest"

const program = `
  import { registerHooks } from "node:module"
  const load = (url, context, next) => {
    console.log(url)
    return next(url, context)
  }
  registerHooks({ load })
  await import("@antiphon/server")`

it("an import loads nothing of Effect's Schema", () => {
  const node = ["--input-type=module", "--eval", program]
  const loaded = execFileSync(process.execPath, node, { cwd: import.meta.dirname, encoding: "utf8" }).split("\n")
  assert.isAbove(loaded.length, 100)
  assert.deepStrictEqual(
    loaded.filter((url) => /effect\/dist\/(encoding\/)?(Schema|Sse)/u.test(url)),
    []
  )
})
