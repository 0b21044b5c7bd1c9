/** Sending to a client that may have stopped reading. */
import { type Connection, TransportError } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { Sender } from "../src/session/Sender.ts"
import { makeSessionClock } from "../src/session/SessionClock.ts"
import { makeTasks } from "../src/session/Tasks.ts"

/** A client that takes the events that are not "slow", and the code with which it was closed. */
const client = Effect.map(Deferred.make<never, TransportError>(), (over) => {
  const closed: Array<number> = []
  const connection: Connection<string, string> = {
    incoming: Stream.never,
    send: (event) => (event === "slow" ? Deferred.await(over) : Effect.void),
    close: (code = 1000, reason = "") =>
      Effect.suspend(() => {
        closed.push(code)
        return Effect.asVoid(Deferred.fail(over, TransportError.closed({ code, reason, by: "local" })))
      }),
    ended: Effect.flip(Deferred.await(over)),
    capabilities: { audio: "events", maxEventBytes: 1, deadPeer: "ping" },
    callId: Option.none(),
    media: Option.none()
  }
  return { closed, connection }
})

const senderTo = Effect.fnUntraced(function* (connection: Connection<string, string>) {
  const clock = yield* makeSessionClock
  const tasks = yield* makeTasks(clock)
  const sender = new Sender(connection, {
    clock,
    startAt: (key, at, task) => tasks.startAt(key, at, task),
    timeoutMs: 30_000
  })
  return (event: string) => sender.send(event)
})

describe("the sender of a session", () => {
  it.effect("closes a client with 1008 that has not taken an event for 30 s, and fails the send that waits", () =>
    Effect.gen(function* () {
      const { closed, connection } = yield* client
      const send = yield* senderTo(connection)
      yield* send("first")
      yield* TestClock.adjust("20 seconds")
      const waiting = yield* Effect.forkChild(Effect.flip(send("slow")), { startImmediately: true })
      yield* TestClock.adjust("29999 millis")
      assert.deepStrictEqual(closed, [])
      yield* TestClock.adjust("1 millis")
      const { reason } = yield* Fiber.join(waiting)
      assert.deepStrictEqual(closed, [1008])
      assert.deepInclude(reason, { _tag: "Closed", reason: "the client does not read what it is sent" })
    })
  )

  it.effect("leaves a client alone that takes its events, however many and however seldom", () =>
    Effect.gen(function* () {
      const { closed, connection } = yield* client
      const send = yield* senderTo(connection)
      for (const pause of ["20 seconds", "20 seconds", "5 minutes", "29 seconds"] as const) {
        yield* send("event")
        yield* TestClock.adjust(pause)
      }
      assert.deepStrictEqual(closed, [])
    })
  )

  it.effect("watches the next events too, although an event was never taken", () =>
    Effect.gen(function* () {
      const { closed, connection } = yield* client
      const send = yield* senderTo(connection)
      const given = yield* Effect.forkChild(send("slow"), { startImmediately: true })
      yield* Fiber.interrupt(given)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(closed, [])
      yield* Effect.forkChild(Effect.flip(send("slow")), { startImmediately: true })
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(closed, [1008])
    })
  )
})
