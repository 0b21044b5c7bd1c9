import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ClientEvent, ServerEvent, TransportError } from "../src/index.ts"
import { makeConnection, type Wire, type WireEvents } from "../src/transport/index.ts"

const codecs = { incoming: ServerEvent, outgoing: ClientEvent }
const limits = {
  maxEventBytes: 1024,
  highWaterBytes: 1024,
  drainMs: 60_000,
  closeMs: 60_000,
  inbox: { maxEvents: 16, maxBytes: 4096 }
}

/** A wire whose peer has begun to close. It takes nothing more. */
const closingWire: Wire = {
  unwritten: () => Infinity,
  write: () => undefined,
  maxMessageBytes: () => Infinity,
  close: () => undefined,
  release: Effect.void
}

const ends: ReadonlyArray<readonly [string, (events: WireEvents) => void, TransportError]> = [
  [
    "code",
    (events) => events.closed(1000, "done"),
    TransportError.closed({ code: 1000, reason: "done", by: "remote" })
  ],
  ["loss", (events) => events.lost(TransportError.dead({ detail: "gone" })), TransportError.dead({ detail: "gone" })]
]

for (const [what, report, expected] of ends) {
  it.effect(`the ${what} of a peer that began to close stands, though this side closes meanwhile`, () =>
    Effect.gen(function* () {
      const { connection, events } = yield* makeConnection(codecs, limits, closingWire)
      events.opened()
      const closing = yield* Effect.forkChild(connection.close(), { startImmediately: true })
      report(events)
      assert.deepStrictEqual((yield* connection.ended).reason, expected.reason)
      assert.isDefined(closing)
    })
  )
}
