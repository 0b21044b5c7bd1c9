/** Reconnecting: when it dials again, how long it waits, and what it says is lost. */
import { type Connection, Dead, isTransient, Open, Protocol, TransportError, Unauthorized } from "@antiphon/core"
import type { TransportErrorReason } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { reconnecting } from "@antiphon/transport-websocket"
import { codec, type Note } from "@antiphon/transport-compliance"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { closedBy } from "./dial.ts"

type Served = Connection<Note, Note>

const failWith = (reason: TransportErrorReason) => new TransportError({ reason })
const away = closedBy("remote", 1001, "session expired")
const refused = failWith(new Open({ detail: "nobody there" }))

/** An open connection to nowhere in particular. */
const opens: Effect.Effect<Served, TransportError, Scope.Scope> = Effect.map(
  pair({ incoming: codec, outgoing: codec }),
  ({ client }) => client
)

/** Dials as told, one outcome after the other, and notes when. */
const dialling = (...outcomes: ReadonlyArray<Effect.Effect<Served, TransportError, Scope.Scope>>) => {
  const times: Array<number> = []
  const connect = Effect.gen(function* () {
    times.push(yield* Clock.currentTimeMillis)
    return yield* outcomes[times.length - 1] ?? Effect.die("dialled once too often")
  })
  return { connect, times }
}

const everySecond = { schedule: Schedule.spaced("1 second") }

describe("reconnecting", () => {
  it.effect("gives the result of use, and dials once, where nothing fails", () =>
    Effect.gen(function* () {
      const { connect, times } = dialling(opens)
      assert.strictEqual(yield* reconnecting(connect, () => Effect.succeed(7)), 7)
      assert.lengthOf(times, 1)
    })
  )

  it.effect("says by which error the last connection was lost, whatever failed to open in between", () =>
    Effect.gen(function* () {
      const { connect, times } = dialling(opens, Effect.fail(refused), Effect.fail(refused), opens)
      const told: Array<Option.Option<TransportError>> = []
      const use = (_: Served, lost: Option.Option<TransportError>) => {
        told.push(lost)
        return told.length === 1 ? Effect.fail(away) : Effect.succeed("again")
      }
      const running = yield* Effect.forkChild(reconnecting(connect, use, everySecond))
      yield* TestClock.adjust("3 seconds")
      assert.strictEqual(yield* Fiber.join(running), "again")
      assert.deepEqual(told, [Option.none(), Option.some(away)])
      assert.deepEqual(times, [0, 1000, 2000, 3000])
    })
  )

  it.effect("stops with the last error when the schedule is done", () =>
    Effect.gen(function* () {
      const { connect, times } = dialling(opens, Effect.fail(refused), Effect.fail(refused))
      const schedule = Schedule.upTo(Schedule.spaced("1 second"), { times: 2 })
      const running = yield* Effect.forkChild(Effect.flip(reconnecting(connect, () => Effect.fail(away), { schedule })))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(running), refused)
      assert.lengthOf(times, 3)
    })
  )

  it.effect("starts the schedule anew after a connection that lived long enough, and not after a short one", () =>
    Effect.gen(function* () {
      const { connect, times } = dialling(opens, opens, opens, opens)
      const lives = ["1 second", "31 seconds", "1 second", "1 hour"] as const
      let life = 0
      const use = () => Effect.andThen(Effect.sleep(lives[life++] ?? 0), Effect.fail(away))
      const options = { schedule: Schedule.exponential("1 second"), settledAfter: "30 seconds" } as const
      yield* Effect.forkChild(reconnecting(connect, use, options))
      yield* TestClock.adjust("1 minute")
      const gaps = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000)
      assert.deepEqual(gaps, [1 + 1, 31 + 1, 1 + 2])
    })
  )

  it.effect("by default tries five times within about 16 seconds", () =>
    Effect.gen(function* () {
      const { connect, times } = dialling(...Array(6).fill(Effect.fail(refused)))
      const running = yield* Effect.forkChild(Effect.flip(reconnecting(connect, () => Effect.void)))
      yield* TestClock.adjust("20 seconds")
      assert.strictEqual(yield* Fiber.join(running), refused)
      assert.lengthOf(times, 6)
    })
  )

  it.effect("closes a lost connection before it dials the next", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const note = (what: string) => Effect.sync(() => void log.push(what))
      const noted = Effect.andThen(opens.pipe(Effect.tap(() => note("opened"))), (connection) =>
        Effect.as(
          Effect.addFinalizer(() => note("closed")),
          connection
        )
      )
      let uses = 0
      const use = () => (uses++ === 0 ? Effect.fail(away) : Effect.void)
      const running = yield* Effect.forkChild(reconnecting(dialling(noted, noted).connect, use, everySecond))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(running)
      assert.deepEqual(log, ["opened", "closed", "opened", "closed"])
    })
  )

  for (const [says, error] of [
    ["a clean close", closedBy("remote", 1000)],
    ["our own close", closedBy("local", 1001)],
    ["a wrong key", closedBy("remote", 3000, "invalid_request_error.invalid_api_key")],
    ["a refused dialect", closedBy("remote", 4000)],
    ["a refused credential", failWith(new Unauthorized({ status: 401, detail: "" }))],
    ["an unusable endpoint", failWith(new Protocol({ detail: "" }))],
    ["a path that is not there", failWith(new Open({ status: 404, detail: "" }))],
    ["a failure of the program's own", "a bug"]
  ] as const) {
    it.effect(`does not dial again after ${says}`, () =>
      Effect.gen(function* () {
        const { connect, times } = dialling(opens)
        assert.strictEqual(yield* Effect.flip(reconnecting(connect, () => Effect.fail(error))), error)
        assert.lengthOf(times, 1)
      })
    )
  }

  it("takes what may pass for what may pass", () => {
    for (const code of [1001, 1006, 1011, 1012, 1013])
      assert.isTrue(isTransient(closedBy("remote", code)), String(code))
    for (const status of [408, 429, 500, 503]) {
      assert.isTrue(isTransient(failWith(new Open({ status, detail: "" }))), String(status))
    }
    assert.isTrue(isTransient(failWith(new Dead({ detail: "" }))))
  })
})
