/** Bodies on the size limit of an event, in both directions. */
import * as Effect from "effect/Effect"
import { type Bench, check, endedWith, endOf, failureOf, plain, readOwn, readPeer, same, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import { frameOf, note, noteOfBytes } from "../Note.ts"
import { violation } from "../Violation.ts"

/** Sends a frame that is too large, checks the refusal, and that nothing of it reached the peer. */
const refuses = (bench: Bench, letter: string) =>
  Effect.gen(function* () {
    const peer = yield* readPeer(bench)
    const limit = bench.declared.maxEventBytes
    const error = yield* failureOf(
      `sending ${limit + 1} bytes`,
      bench.connection.send(noteOfBytes(1, limit + 1, letter))
    )
    yield* endedWith("too large an event", error, "TooLarge", { direction: "outgoing", limitBytes: limit })
    yield* bench.connection.send(note(2))
    yield* same("the peer received", yield* peer.take(1), [frameOf(note(2))])
  })

/** One body for each requirement on sizes. */
export const size: BodiesOf<"size"> = {
  // The letter takes two bytes, so a limit counted in characters would let too much through.
  "size.send-limit": (bench) =>
    Effect.gen(function* () {
      const peer = yield* readPeer(bench)
      const largest = noteOfBytes(1, bench.declared.maxEventBytes, "é")
      yield* within("the send of the largest event", bench.connection.send(largest))
      const [frame] = yield* peer.take(1)
      yield* check(frame === frameOf(largest), () => "the largest event arrived changed")
    }),

  "size.send-over": (bench) => refuses(bench, "x"),

  // The letter takes three bytes, so the event is under the limit by characters and over it by bytes.
  "size.utf8": (bench) => refuses(bench, "漢"),

  "size.receive-limit": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      const largest = noteOfBytes(1, bench.declared.maxEventBytes, "é")
      yield* within("the peer's send", bench.peer.send(frameOf(largest)))
      const [decoded] = yield* own.take(1)
      yield* check(
        decoded?._tag === "Known" && decoded.event.text === largest.text,
        () => "the largest frame arrived changed"
      )
    }),

  // The peer may notice the end while it still sends, so its own failure does not count.
  "size.receive-over": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      const limit = bench.declared.maxEventBytes
      yield* bench.peer.send(frameOf(note(1)))
      yield* within("the peer's send", bench.peer.send(frameOf(noteOfBytes(2, limit + 1)))).pipe(
        Effect.catchReason("TransportError", "TooLarge", () =>
          Effect.fail(violation("the peer refused to send a frame over the limit: give the peer a larger one"))
        ),
        Effect.catchTag("TransportError", () => Effect.void)
      )
      const { error, items } = yield* own.rest
      yield* same("this end received", items.map(plain), [note(1)])
      yield* endedWith("this end", error, "TooLarge", { direction: "incoming", limitBytes: limit })
      yield* endOf("the peer", bench.peer)
    })
}
