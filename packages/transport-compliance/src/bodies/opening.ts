/** Bodies on opening, with both directions, refusals, deadlines and interruption. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { check, endedWith, endOf, failureOf, plain, readOwn, readPeer, same, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import { frameOf, note } from "../Note.ts"

/** How long an opening may run before it is interrupted, long enough to have begun. Its deadline is far longer. */
const partWay = "100 millis"

/** One body for each requirement on opening. */
export const opening: BodiesOf<"open"> = {
  "open.both-ways": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      const peer = yield* readPeer(bench)
      yield* within(
        "both sends",
        Effect.all([bench.connection.send(note(1)), bench.peer.send(frameOf(note(2)))], { concurrency: 2 })
      )
      yield* same("this end received", (yield* own.take(1)).map(plain), [note(2)])
      yield* same("the peer received", yield* peer.take(1), [frameOf(note(1))])
    }),

  "open.capabilities": ({ connection, declared }) =>
    Effect.gen(function* () {
      const { audio, deadPeer, maxEventBytes } = connection.capabilities
      yield* same("audio", audio, declared.audio)
      yield* same("deadPeer", deadPeer, declared.deadPeer)
      yield* same("maxEventBytes", maxEventBytes, declared.maxEventBytes)
      yield* same(`has media with audio in ${audio}`, Option.isSome(connection.media), audio === "tracks")
      if (Option.isNone(connection.media)) return
      const { sampleRate } = connection.media.value
      yield* check(Number.isInteger(sampleRate) && sampleRate > 0, () => `sampleRate is ${sampleRate}`)
    }),

  // Each connection gets its own events, and closing one leaves the other open.
  "open.apart": (bench) =>
    Effect.gen(function* () {
      const other = yield* within("a second connection", bench.open)
      const [own, otherOwn] = [yield* readOwn(bench), yield* readOwn(other)]
      yield* other.peer.send(frameOf(note(2)))
      yield* bench.peer.send(frameOf(note(1)))
      yield* same("the first received", (yield* own.take(1)).map(plain), [note(1)])
      yield* same("the second received", (yield* otherOwn.take(1)).map(plain), [note(2)])
      yield* within("a close", bench.connection.close())
      yield* endOf("the first", bench.connection)
      yield* other.peer.send(frameOf(note(3)))
      yield* same("the second, after the first closed", (yield* otherOwn.take(1)).map(plain), [note(3)])
    }),

  "open.refused": ({ refused, setup }) =>
    Effect.gen(function* () {
      const error = yield* failureOf("connecting where nothing listens", refused(setup))
      yield* endedWith("a refused connection", error, "Open")
    }),

  "open.unauthorized": ({ setup, unauthorized }) =>
    Effect.gen(function* () {
      const error = yield* failureOf("connecting with a refused credential", unauthorized(setup))
      yield* endedWith("a refused credential", error, "Unauthorized")
      const status = error.reason._tag === "Unauthorized" ? error.reason.status : 0
      yield* check(status === 401 || status === 403, () => `the status is ${status}, not 401 or 403`)
    }),

  "open.timeout": ({ setup, unanswered }) =>
    Effect.gen(function* () {
      const error = yield* failureOf("an unanswered handshake", unanswered(setup))
      yield* endedWith("an unanswered handshake", error, "Timeout")
    }),

  // An interruption must end the opening at once, long before its deadline.
  "open.cancel": ({ setup, unanswered }) =>
    Effect.gen(function* () {
      const opened = Effect.result(unanswered(setup)).pipe(Effect.timeoutOption(partWay))
      const result = yield* within("the interruption of an opening", opened)
      yield* check(Option.isNone(result), () =>
        Option.exists(result, Result.isSuccess)
          ? "an unanswered handshake opened"
          : `it failed within ${partWay}, before it could be interrupted: make its deadline longer`
      )
    })
}
