/** The lock of a session, which is free nearly always. */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Lock } from "../src/session/Lock.ts"
import { makeSessionClock } from "../src/session/SessionClock.ts"
import { makeSessionRunner } from "../src/session/SessionRunner.ts"

/** A runner whose outputs are its inputs. `perform` says how each is performed. */
const runnerOf = (perform: (output: string) => Effect.Effect<void>) =>
  Effect.flatMap(makeSessionClock, (clock) =>
    makeSessionRunner<number, string, string>({
      clock,
      initial: 0,
      step: (state, input) => {
        if (input === "defect") throw new TypeError("a bug of the machine")
        return { state: state + 1, outputs: [`${input} ${state}`] }
      },
      perform,
      applyBackpressure: () => Effect.void
    })
  )

describe("the lock of a session", () => {
  it.effect("makes steps wait for what is performed, and takes them in their order", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const performed: Array<string> = []
      const runner = yield* runnerOf((output) =>
        Effect.andThen(
          output === "a 0" ? Deferred.await(gate) : Effect.void,
          Effect.sync(() => void performed.push(output))
        )
      )
      const steps = yield* Effect.forEach(["a", "b", "c"], (input) =>
        Effect.forkChild(runner.dispatch(input), { startImmediately: true })
      )
      assert.deepStrictEqual(performed, [])
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.joinAll(steps)
      assert.deepStrictEqual(performed, ["a 0", "b 1", "c 2"])
    })
  )

  it.effect("is passed by a step that was interrupted while it waited, and performed steps run to their end", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const performed: Array<string> = []
      const runner = yield* runnerOf((output) =>
        Effect.andThen(
          output === "a 0" ? Deferred.await(gate) : Effect.void,
          Effect.sync(() => void performed.push(output))
        )
      )
      const [holding, waiting, last] = yield* Effect.forEach(["a", "b", "c"] as const, (input) =>
        Effect.forkChild(runner.dispatch(input), { startImmediately: true })
      )
      if (holding === undefined || waiting === undefined || last === undefined) throw new Error("no fibers")
      holding.interruptUnsafe()
      yield* Fiber.interrupt(waiting)
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(last)
      assert.deepStrictEqual(performed, ["a 0", "c 1"])
    })
  )

  it.effect("is free after a defect of the machine, and after one of what is performed", () =>
    Effect.gen(function* () {
      const performed: Array<string> = []
      const runner = yield* runnerOf((output) =>
        output === "broken 0" ? Effect.die("broken") : Effect.sync(() => void performed.push(output))
      )
      yield* Effect.exit(runner.dispatch("defect"))
      yield* Effect.exit(runner.dispatch("broken"))
      yield* runner.dispatch("whole")
      assert.deepStrictEqual(performed, ["whole 1"])
    })
  )

  it.effect("that was passed to a fiber which is interrupted at that moment goes to the next", () =>
    Effect.gen(function* () {
      const lock = new Lock()
      assert.isTrue(lock.take())
      const first = yield* Effect.forkChild(lock.wait(), { startImmediately: true })
      const second = yield* Effect.forkChild(lock.wait(), { startImmediately: true })
      lock.release()
      yield* Fiber.interrupt(first)
      yield* Fiber.join(second)
      assert.isFalse(lock.take())
      lock.release()
      assert.isTrue(lock.take())
    })
  )
})
