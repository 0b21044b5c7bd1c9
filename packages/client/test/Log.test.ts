import { assert, it } from "@effect/vitest"
import { makeLog, makeRetention } from "../src/responses/Log.ts"
import { collect, failure } from "./against.ts"

it("a reader that is ahead waits, and gets what comes", async () => {
  const log = makeLog<string>()
  const reading = collect(log.read("first"))
  log.push("a")
  await Promise.resolve()
  log.push("b")
  log.end()
  assert.deepStrictEqual(await reading, ["a", "b"])
  assert.isFalse(log.push("c"))
})

it("the bound holds over all logs, and the oldest value goes first in whichever log it is", async () => {
  const [one, two] = [makeLog<string>(), makeLog<string>()]
  const { push } = makeRetention(10)
  push(one, "a", 5)
  push(two, "b", 5)
  push(one, "c", 5)
  one.end()
  two.end()
  assert.deepStrictEqual(await collect(one.read("retained")), ["c"])
  assert.deepStrictEqual(await collect(two.read("first")), ["b"])
  assert.strictEqual((await failure(collect(one.read("first")))).code, "overrun")
})
