/** Bodies on a consumer that falls behind the inbound bound. */
import * as Effect from "effect/Effect"
import { type Bench, check, endedWith, endOf, plain, readOwn, same, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import { frameOf, type Note, noteOfBytes, notes } from "../Note.ts"

/** Sends more than the bound while the end under test does not read. A send may fail once the connection has ended. */
const flood = (bench: Bench, events: ReadonlyArray<Note>) =>
  Effect.gen(function* () {
    yield* within(
      "the flood",
      Effect.forEach(events, (event) => bench.peer.send(frameOf(event)), { discard: true }).pipe(
        Effect.catchTag("TransportError", () => Effect.void)
      )
    )
    yield* endOf("this end", bench.connection)
    const own = yield* readOwn(bench)
    const { error, items } = yield* own.rest
    yield* endedWith("this end", error, "Overflow")
    return items.map(plain)
  })

/** One body for each requirement on the inbound bound. */
export const overflow: BodiesOf<"overflow"> = {
  // Exactly the bound is kept. Everything after it is refused.
  "overflow.events": (bench) =>
    Effect.gen(function* () {
      const { maxEvents } = bench.setup.inbox
      const events = notes(maxEvents + 100)
      yield* same("this end received", yield* flood(bench, events), events.slice(0, maxEvents))
    }),

  // A transport may count the last event before or after it is kept, so one more or less is right.
  "overflow.bytes": (bench) =>
    Effect.gen(function* () {
      const { maxBytes } = bench.setup.inbox
      const bytes = Math.min(bench.declared.maxEventBytes, 16 * 1024)
      const fits = Math.floor(maxBytes / bytes)
      const events = Array.from({ length: fits + 20 }, (_, n) => noteOfBytes(n, bytes))
      const received = yield* flood(bench, events)
      yield* check(Math.abs(received.length - fits) <= 1, () => `${received.length} events came, ${fits} fit the bound`)
      yield* same("this end received", received, events.slice(0, received.length))
    }),

  // The end that overflows must also end the connection for its peer.
  "overflow.peer": (bench) =>
    Effect.gen(function* () {
      yield* flood(bench, notes(bench.setup.inbox.maxEvents + 100))
      yield* endOf("the peer", bench.peer)
    })
}
