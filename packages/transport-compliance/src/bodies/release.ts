/** Bodies on what a connection holds after its end. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { TransportError } from "@antiphon/core"
import { type Bench, endOf, readPeer, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import type { Ends } from "../Adapter.ts"
import { note } from "../Note.ts"
import type { Violation } from "../Violation.ts"

/** How often the work is repeated, so that a leak in every round adds up. */
const rounds = 5

/** Does `work` a few times, each in a scope of its own, and waits until no more is held than before. */
const leavesNothing = (
  held: Effect.Effect<number>,
  work: Effect.Effect<unknown, Violation | TransportError, Scope.Scope>
) =>
  Effect.gen(function* () {
    const before = yield* held
    yield* Effect.forEach(Array.from({ length: rounds }), () => Effect.scoped(work), { discard: true })
    let now = yield* held
    const released = Effect.gen(function* () {
      for (; now > before; now = yield* held) yield* Effect.sleep("5 millis")
    })
    yield* within(`what ${rounds} connections held to be released (held before: ${before})`, released)
  })

/** Opens a connection, sends one event over it, and then ends it by `after` or by its scope. */
const used = (bench: Bench, after: (ends: Ends) => Effect.Effect<unknown, Violation | TransportError>) =>
  Effect.gen(function* () {
    const ends = yield* within("a connection", bench.open)
    const peer = yield* readPeer(ends)
    yield* ends.connection.send(note(1))
    yield* peer.take(1)
    yield* after(ends)
  })

/** One body for each requirement on release. */
export const release: BodiesOf<"release"> = {
  // The scope of each connection closes it.
  "release.closed": (bench) =>
    leavesNothing(
      bench.held,
      used(bench, () => Effect.void)
    ),

  // The peer closes each connection before its scope does.
  "release.peer-closed": (bench) =>
    leavesNothing(
      bench.held,
      used(bench, ({ connection, peer }) => Effect.andThen(peer.close(), endOf("this end", connection)))
    ),

  // Each opening is interrupted while it waits for the handshake.
  "release.cancelled": ({ held, setup, unanswered }) =>
    leavesNothing(held, unanswered(setup).pipe(Effect.timeoutOption("50 millis"), Effect.ignore))
}
