/** Bodies on closing. They check the codes and reasons that both ends see, and what is delivered around a close. */
import type { TransportError } from "@antiphon/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import {
  check,
  Deadline,
  endedWith,
  endOf,
  failureOf,
  plain,
  read,
  readOwn,
  readPeer,
  roundTrip,
  same,
  sendAll,
  within
} from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import { frameOf, note, notes } from "../Note.ts"

/** The length of a text in bytes of UTF-8. */
const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** The numbers of the notes of one sender, in the order in which they came. */
const numbersOf = (frames: ReadonlyArray<string>, sender: string): ReadonlyArray<number> =>
  frames.flatMap((frame) => {
    const event: { readonly n: number; readonly text: string } = JSON.parse(frame)
    return event.text === sender ? [event.n] : []
  })

/** One body for each requirement on closing. */
export const closing: BodiesOf<"close"> = {
  "close.local": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      yield* within("the close", bench.connection.close(4000, "bye"))
      yield* endedWith("this end", (yield* own.rest).error, "Closed", { code: 4000, reason: "bye", by: "local" })
    }),

  // The reason has a letter beyond ASCII, so that its encoding counts too.
  "close.peer": (bench) =>
    Effect.gen(function* () {
      yield* within("the close", bench.connection.close(4000, "bye: später"))
      const error = yield* endOf("the peer", bench.peer)
      yield* endedWith("the peer", error, "Closed", { code: 4000, reason: "bye: später", by: "remote" })
    }),

  "close.remote": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      const reason = "invalid_request_error.invalid_api_key"
      yield* within("the peer's close", bench.peer.close(3000, reason))
      yield* endedWith("this end", (yield* own.rest).error, "Closed", { code: 3000, reason, by: "remote" })
    }),

  "close.default": (bench) =>
    Effect.gen(function* () {
      yield* within("the close", bench.connection.close())
      const own = yield* endOf("this end", bench.connection)
      yield* endedWith("this end", own, "Closed", { code: 1000, reason: "", by: "local" })
      const peer = yield* endOf("the peer", bench.peer)
      yield* endedWith("the peer", peer, "Closed", { code: 1000, reason: "", by: "remote" })
    }),

  // Enough events that some are still unwritten when the close begins.
  "close.after-sent": (bench) =>
    Effect.gen(function* () {
      const peer = yield* readPeer(bench)
      const sent = notes(200, 0, "x".repeat(1000))
      yield* sendAll(bench.connection.send, sent)
      yield* within("the close", bench.connection.close(1000, "done"))
      yield* same("the peer received", (yield* peer.rest).items, sent.map(frameOf))
    }),

  // This end reads only after its end, so every event must have been kept.
  "close.after-received": (bench) =>
    Effect.gen(function* () {
      const sent = notes(200, 0, "x".repeat(1000))
      yield* sendAll(bench.peer.send, sent.map(frameOf))
      yield* within("the peer's close", bench.peer.close(1000, "done"))
      yield* endOf("this end", bench.connection)
      const own = yield* readOwn(bench)
      const { error, items } = yield* own.rest
      yield* same("this end received", items.map(plain), sent)
      yield* endedWith("this end", error, "Closed", { code: 1000, reason: "done", by: "remote" })
    }),

  "close.unread": (bench) =>
    Effect.gen(function* () {
      // A round trip one way proves nothing about the other way, and no signal shows that an unread event has arrived.
      // If some events were still under way, another pair waits longer, at most the deadline.
      const deadline = Duration.toMillis(yield* Effect.service(Deadline))
      for (const part of [0, 0.01, 0.1, 1]) {
        const ends = part === 0 ? bench : yield* within("another connection", bench.open)
        const sent = notes(200)
        yield* sendAll(ends.peer.send, sent.map(frameOf))
        yield* roundTrip(ends, yield* readPeer(ends))
        yield* Effect.sleep(part * deadline)
        yield* within("the close", ends.connection.close(4000, "unread"))
        const own = yield* readOwn(ends)
        const { error, items } = yield* own.rest
        yield* endedWith("this end", error, "Closed", { code: 4000, by: "local" })
        if (items.length < sent.length && part < 1) continue
        return yield* same("this end received", items.map(plain), sent)
      }
    }),

  // The second close must return and change nothing.
  "close.twice": (bench) =>
    Effect.gen(function* () {
      yield* within("the first close", bench.connection.close(4000, "first"))
      yield* within("the second close", bench.connection.close(4001, "second"))
      const own = yield* endOf("this end", bench.connection)
      yield* endedWith("this end", own, "Closed", { code: 4000, reason: "first" })
      const peer = yield* endOf("the peer", bench.peer)
      yield* endedWith("the peer", peer, "Closed", { code: 4000, reason: "first" })
    }),

  // Either code may win. Both ends must see a close.
  "close.together": (bench) =>
    Effect.gen(function* () {
      yield* within(
        "both closes",
        Effect.all([bench.connection.close(4000), bench.peer.close(4001)], { concurrency: 2 })
      )
      yield* endedWith("this end", yield* endOf("this end", bench.connection), "Closed")
      yield* endedWith("the peer", yield* endOf("the peer", bench.peer), "Closed")
    }),

  "close.is-error": (bench) =>
    Effect.gen(function* () {
      const other = yield* within("a second connection", bench.open)
      yield* within("the close", bench.connection.close(1000))
      yield* endedWith("after a close", (yield* (yield* readOwn(bench)).rest).error, "Closed")
      yield* within("the peer's close", other.peer.close(1000))
      yield* endedWith("after the peer's close", (yield* (yield* readOwn(other)).rest).error, "Closed")
    }),

  // One reader waits before the end, and two ask after it. All get the error of the stream.
  "close.ended": (bench) =>
    Effect.gen(function* () {
      const early = yield* Effect.forkScoped(bench.connection.ended)
      const own = yield* readOwn(bench)
      yield* within("the peer's close", bench.peer.close(4002, "why"))
      const { error } = yield* own.rest
      const told: ReadonlyArray<TransportError> = [
        yield* within("`ended`, awaited before the end", Fiber.join(early)),
        yield* endOf("this end", bench.connection),
        yield* endOf("this end, asked again", bench.connection)
      ]
      yield* Effect.forEach(told, (ended) => same("`ended`", ended.reason, error.reason))
    }),

  "close.send-after": (bench) =>
    Effect.gen(function* () {
      const other = yield* within("a second connection", bench.open)
      yield* within("the close", bench.connection.close(4003, "mine"))
      const own = yield* failureOf("a send after the close", bench.connection.send(note(1)))
      yield* endedWith("a send after the close", own, "Closed", { code: 4003, reason: "mine", by: "local" })
      yield* within("the peer's close", other.peer.close(4004, "theirs"))
      yield* endOf("this end", other.connection)
      const theirs = yield* failureOf("a send after the peer's close", other.connection.send(note(1)))
      yield* endedWith("a send after the peer's close", theirs, "Closed", { code: 4004, by: "remote" })
    }),

  // Each sender counts its notes, so a gap at the peer shows an event that was lost or torn.
  "close.while-sending": (bench) =>
    Effect.gen(function* () {
      const peer = yield* readPeer(bench)
      const senders = ["a", "b", "c", "d", "e"]
      const sending = yield* Effect.forEach(senders, (sender) => {
        let n = 0
        const next = Effect.suspend(() => Effect.andThen(bench.connection.send(note(n++, sender)), Effect.yieldNow))
        return Effect.forkScoped(Effect.flip(Effect.forever(next)))
      })
      const first = yield* peer.take(100)
      yield* within("the close", bench.connection.close(4000, "stop"))
      const errors = yield* within("the senders' errors", Effect.forEach(sending, Fiber.join))
      yield* Effect.forEach(errors, (error) => endedWith("a sender", error, "Closed", { code: 4000, by: "local" }))
      const { items } = yield* peer.rest
      yield* Effect.forEach(senders, (sender) => {
        const numbers = numbersOf([...first, ...items], sender)
        return same(`the notes of sender ${sender} at the peer`, numbers, [...numbers.keys()])
      })
    }),

  // A WebSocket cannot send 1006, and a close frame has room for 123 bytes of reason.
  "close.unsendable": (bench) =>
    Effect.gen(function* () {
      const other = yield* within("a second connection", bench.open)
      yield* within("a close with code 1006", bench.connection.close(1006))
      yield* endedWith("this end", yield* endOf("this end", bench.connection), "Closed", { by: "local" })
      yield* endOf("the peer", bench.peer)
      yield* within("a close with a long reason", other.connection.close(4000, "ü".repeat(100)))
      const { reason } = yield* endOf("the peer", other.peer)
      yield* check(
        reason._tag === "Closed" && "ü".repeat(100).startsWith(reason.reason) && bytesOf(reason.reason) <= 123,
        () => "the peer must see Closed with the reason cut at a whole character to at most 123 bytes"
      )
    }),

  // The connection has a scope of its own, so that the peer outlives it.
  "close.scope": (bench) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { connection, peer } = yield* within("a second connection", Scope.provide(bench.open, scope))
      const own = yield* read("this end", connection.incoming)
      yield* within("the scope to close", Scope.close(scope, Exit.void))
      const { error } = yield* own.rest
      yield* check(
        error.reason._tag !== "Closed" || error.reason.by === "local",
        () =>
          `this end was closed by its peer, which must outlive it: acquire the peer in setup.peerScope (${error.message})`
      )
      yield* endedWith("this end", error, "Closed", { code: 1000, by: "local" })
      yield* endedWith("the peer", yield* endOf("the peer", peer), "Closed", { code: 1000 })
    })
}
