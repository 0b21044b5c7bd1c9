/** Bodies on the order of events. */
import * as Effect from "effect/Effect"
import { plain, readOwn, readPeer, same, sendAll, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import { frameOf, note, notes } from "../Note.ts"

/** Fibers that send at the same time, and the events that each of them sends. */
const senders = 20
const perSender = 50

/** One more event after those that count. A doubled or late event would come before it. */
const last = note(-1, "last")

/** One body for each requirement on order. */
export const ordering: BodiesOf<"order"> = {
  "order.incoming": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      const sent = [...notes(1000), last]
      yield* sendAll(bench.peer.send, sent.map(frameOf))
      yield* same("this end received", (yield* own.take(sent.length)).map(plain), sent)
    }),

  "order.outgoing": (bench) =>
    Effect.gen(function* () {
      const peer = yield* readPeer(bench)
      const sent = [...notes(1000), last]
      yield* sendAll(bench.connection.send, sent)
      yield* same("the peer received", yield* peer.take(sent.length), sent.map(frameOf))
    }),

  // Events of different senders may mix. Those of one sender keep their order.
  "order.concurrent": (bench) =>
    Effect.gen(function* () {
      const peer = yield* readPeer(bench)
      const bySender = Array.from({ length: senders }, (_, sender) =>
        notes(perSender, sender * perSender, "x".repeat(99))
      )
      yield* within(
        `${senders} senders`,
        Effect.forEach(bySender, (events) => Effect.forEach(events, bench.connection.send, { discard: true }), {
          concurrency: "unbounded",
          discard: true
        })
      )
      yield* bench.connection.send(last)
      const received = yield* peer.take(senders * perSender + 1)
      const frames = new Set(received)
      yield* same("different events at the peer", frames.size, senders * perSender + 1)
      yield* Effect.forEach(bySender, (events, sender) => {
        const expected = events.map(frameOf)
        const own = new Set(expected)
        return same(
          `events of sender ${sender} at the peer`,
          received.filter((frame) => own.has(frame)),
          expected
        )
      })
    }),

  // Both directions are full at once, so that one cannot wait for the other.
  "order.duplex": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      const peer = yield* readPeer(bench)
      const out = notes(500, 0, "out".repeat(300))
      const back = notes(500, 0, "back".repeat(300))
      yield* Effect.all([sendAll(bench.connection.send, out), sendAll(bench.peer.send, back.map(frameOf))], {
        concurrency: 2
      })
      yield* same("the peer received", yield* peer.take(500), out.map(frameOf))
      yield* same("this end received", (yield* own.take(500)).map(plain), back)
    })
}
