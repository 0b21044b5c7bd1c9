/** The alarms that all sessions of a clock share. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as TestClock from "effect/testing/TestClock"
import { type Alarm, Alarms, alarmsOf } from "../src/session/Alarms.ts"

const make = Effect.map(Clock.Clock, (clock) => new Alarms(clock))

describe("alarms", () => {
  it.effect("ring at their times and in their order, except those that are cleared", () =>
    Effect.gen(function* () {
      const alarms = yield* make
      const rang: Array<number> = []
      const due: Array<number> = []
      const cleared: Array<Alarm> = []
      for (let n = 0; n < 300; n++) {
        const at = alarms.now() + (yield* Random.nextIntBetween(1, 1000))
        const alarm = alarms.set(at, () => void rang.push(at))
        if (n % 3 === 0) cleared.push(alarm)
        else due.push(at)
      }
      for (const alarm of cleared) alarms.clear(alarm)
      due.sort((a, b) => a - b)
      for (const until of [1, 250, 251, 999, 1000]) {
        yield* TestClock.setTime(until)
        assert.deepStrictEqual(
          rang,
          due.filter((at) => at <= alarms.now())
        )
      }
      assert.lengthOf(rang, 200)
    }).pipe(Random.withSeed("alarms"))
  )

  it.effect("that ring may set and clear others", () =>
    Effect.gen(function* () {
      const alarms = yield* make
      const rang: Array<string> = []
      const never = alarms.set(20, () => void rang.push("never"))
      alarms.set(10, () => {
        alarms.clear(never)
        alarms.set(10, () => void rang.push("at once"))
        alarms.set(30, () => void rang.push("later"))
      })
      yield* TestClock.adjust("10 millis")
      assert.deepStrictEqual(rang, ["at once"])
      yield* TestClock.adjust("20 millis")
      assert.deepStrictEqual(rang, ["at once", "later"])
    })
  )

  it.effect("ring although an earlier one was cleared, and after a time without any", () =>
    Effect.gen(function* () {
      const alarms = yield* make
      const rang: Array<number> = []
      const first = alarms.set(5, () => void rang.push(5))
      alarms.set(10, () => void rang.push(10))
      alarms.clear(first)
      yield* TestClock.adjust("10 millis")
      alarms.clear(alarms.set(20, () => void rang.push(20)))
      alarms.set(15, () => void rang.push(15))
      yield* TestClock.adjust("10 millis")
      assert.deepStrictEqual(rang, [10, 15])
    })
  )

  it.effect("whose time has passed ring at once", () =>
    Effect.gen(function* () {
      const alarms = yield* make
      yield* TestClock.adjust("1 second")
      yield* Effect.callback<void>((resume) => void alarms.set(999, () => resume(Effect.void)))
    })
  )

  it.effect("are the same for all sessions of a clock", () =>
    Effect.map(Clock.Clock, (clock) => assert.strictEqual(alarmsOf(clock), alarmsOf(clock)))
  )
})
