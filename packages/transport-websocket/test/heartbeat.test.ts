/** The pings that the connections of a listener share. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { Heartbeat } from "../src/node/Heartbeat.ts"

/** Joins a peer whose pings and whose death are written down with their time in ms. */
const patient = (heartbeat: Heartbeat) =>
  Effect.clockWith((clock) => {
    const seen: Array<string> = []
    const note = (what: string) => () => void seen.push(`${what} ${clock.currentTimeMillisUnsafe()}`)
    return Effect.sync(() => ({
      seen,
      pulse: heartbeat.join(clock, { ping: note("ping"), dead: note("dead") })
    }))
  })

describe("the heartbeat of a listener", () => {
  it.effect("pings each connection an interval after it joined and from then on, whenever others joined", () =>
    Effect.gen(function* () {
      const heartbeat = new Heartbeat(100)
      const early = yield* patient(heartbeat)
      yield* TestClock.adjust("30 millis")
      const late = yield* patient(heartbeat)
      for (const _ of [1, 2, 3]) {
        yield* TestClock.adjust("90 millis")
        early.pulse.mark()
        late.pulse.mark()
      }
      assert.deepStrictEqual(early.seen, ["ping 100", "ping 200", "ping 300"])
      assert.deepStrictEqual(late.seen, ["ping 130", "ping 230"])
    })
  )

  it.effect("finds a peer dead after two pings without an answer, and pings it no more", () =>
    Effect.gen(function* () {
      const heartbeat = new Heartbeat(100)
      const silent = yield* patient(heartbeat)
      const alive = yield* patient(heartbeat)
      for (const _ of [1, 2, 3, 4]) {
        yield* TestClock.adjust("100 millis")
        alive.pulse.mark()
      }
      assert.deepStrictEqual(silent.seen, ["ping 100", "ping 200", "dead 300"])
      assert.deepStrictEqual(alive.seen, ["ping 100", "ping 200", "ping 300", "ping 400"])
    })
  )

  it.effect("pings no connection that has left, and begins again after the last has left", () =>
    Effect.gen(function* () {
      const heartbeat = new Heartbeat(100)
      const gone = yield* patient(heartbeat)
      gone.pulse.leave()
      yield* TestClock.adjust("50 millis")
      const next = yield* patient(heartbeat)
      yield* TestClock.adjust("100 millis")
      assert.deepStrictEqual(gone.seen, [])
      assert.deepStrictEqual(next.seen, ["ping 150"])
    })
  )

  it.effect("is not moved by a wall clock that is set", () =>
    Effect.flatMap(Clock.Clock, (clock) =>
      Effect.gen(function* () {
        const heartbeat = new Heartbeat(100)
        const { seen } = yield* patient(heartbeat)
        yield* TestClock.adjust("100 millis")
        assert.lengthOf(seen, 1)
      }).pipe(Effect.provideService(Clock.Clock, { ...clock, currentTimeMillisUnsafe: () => -1e9 }))
    )
  )
})
