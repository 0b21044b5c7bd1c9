/** A platform without `Symbol.asyncDispose`, such as Safari. The compiled code of `await using` runs on it. */
import { assert, it } from "@effect/vitest"
import { build } from "esbuild"
import { runInNewContext } from "node:vm"

const program = `
  import { asyncDispose } from "./asyncDispose.ts"
  const log = []
  const open = (name) => ({ [asyncDispose]: async () => void log.push("closed " + name) })
  const run = async () => {
    await using first = open("first")
    await using second = open("second")
    log.push("used")
  }
  globalThis.done = run().then(() => log.join(", "))`

it("what is opened by await using is closed, last first, where the symbol does not exist", async () => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: new URL("../src/boundary", import.meta.url).pathname },
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false
  })
  const platform: { done?: Promise<string> } = {}
  runInNewContext(`delete Symbol.asyncDispose; delete Symbol.dispose; ${outputFiles[0]?.text ?? ""}`, platform)
  assert.strictEqual(await platform.done, "used, closed second, closed first")
})
