import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { makeMailbox } from "../src/transport/index.ts"

/** A mailbox whose wakes the test makes. */
const make = () => {
  const tasks: Array<() => void> = []
  const mailbox = makeMailbox<number, string>((task) => void tasks.push(task))
  const wake = () => {
    for (const task of tasks.splice(0)) task()
  }
  return { mailbox, tasks, wake }
}

it("values that come together wake the reader once, behind the call that brings them, and are read together", async () => {
  const { mailbox, tasks, wake } = make()
  const reader = Effect.runFork(mailbox.take)
  mailbox.push(1)
  mailbox.push(2)
  assert.strictEqual(tasks.length, 1)
  assert.isUndefined(reader.pollUnsafe())
  wake()
  assert.deepStrictEqual(await Effect.runPromise(Fiber.join(reader)), [1, 2])
  assert.strictEqual(mailbox.size(), 0)
})

it("the end comes behind what waits, the first end counts, and nothing is taken in after it", () => {
  const { mailbox } = make()
  mailbox.push(1)
  mailbox.end(Exit.fail("over"))
  mailbox.end(Exit.fail("later"))
  mailbox.push(2)
  assert.deepStrictEqual(Effect.runSync(mailbox.take), [1])
  assert.deepStrictEqual(Effect.runSyncExit(mailbox.take), Exit.fail("over"))
})

it("an end wakes every reader that waits", async () => {
  const { mailbox } = make()
  const readers = [Effect.runFork(mailbox.take), Effect.runFork(mailbox.take)]
  mailbox.end(Exit.fail("over"))
  for (const reader of readers) assert.deepStrictEqual(await Effect.runPromise(Fiber.await(reader)), Exit.fail("over"))
})

it("a reader that is interrupted while it waits takes nothing from the next one", async () => {
  const { mailbox, wake } = make()
  const first = Effect.runFork(mailbox.take)
  const second = Effect.runFork(mailbox.take)
  mailbox.push(1)
  await Effect.runPromise(Fiber.interrupt(first))
  wake()
  assert.deepStrictEqual(await Effect.runPromise(Fiber.join(second)), [1])
})
