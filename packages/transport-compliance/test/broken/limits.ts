import { TooLarge, TransportError } from "@antiphon/core"
import { makeInbox } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { Adapter } from "@antiphon/transport-compliance"
import { memory } from "../memory.ts"
import { type Broken, connects, opens } from "./broken.ts"

const limitBytes = 64 * 1024
const tooLarge = new TransportError({ reason: new TooLarge({ limitBytes, direction: "outgoing" }) })
const { capabilities } = memory("events")

/** An adapter that does not heed the size limit by itself, but declares it. */
const unlimited = connects("heeds no limit", () => ({ capabilities }), {
  ...memory("events", "client", { maxEventBytes: 2 * limitBytes }),
  capabilities
})

const ignores = (name: string, faulty: Parameters<typeof memory>[2], deadline: Adapter["deadline"] = "700 millis") => ({
  ...memory("events", "client", faulty),
  name,
  deadline
})

const lengthOf = (event: unknown): number => JSON.stringify(event).length
const bytesOf = (event: unknown): number => new TextEncoder().encode(JSON.stringify(event)).length

export const limits: Broken<"size" | "overflow" | "pressure" | "dead"> = {
  "size.send-limit": connects("refuses the largest event", ({ send }) => ({
    send: (event) => (bytesOf(event) >= limitBytes ? tooLarge : send(event))
  })),
  "size.send-over": connects("closes where an event is too large", ({ close, send }) => ({
    send: (event) => (bytesOf(event) > limitBytes ? Effect.andThen(close(1009), tooLarge) : send(event))
  })),
  "size.utf8": connects(
    "counts characters",
    ({ send }) => ({ send: (event) => (lengthOf(event) > limitBytes ? tooLarge : send(event)) }),
    unlimited
  ),
  "size.receive-limit": connects("loses the largest frame", ({ incoming }) => ({
    incoming: Stream.filter(incoming, (decoded) => "event" in decoded && bytesOf(decoded.event) < limitBytes)
  })),
  "size.receive-over": unlimited,
  "overflow.events": ignores("keeps any number of events", {
    inbox: { maxEvents: Infinity, maxBytes: 1024 * 1024 }
  }),
  "overflow.bytes": ignores("keeps any number of bytes", { inbox: { maxEvents: 4096, maxBytes: Infinity } }),
  "overflow.peer": opens("overflows without a word to the peer", (setup) =>
    Effect.gen(function* () {
      const ends = yield* memory("events", "client", { inbox: { maxEvents: Infinity, maxBytes: Infinity } }).open(setup)
      const inbox = yield* makeInbox(setup.codec, setup.inbox)
      yield* ends.connection.incoming.pipe(
        Stream.runForEach((decoded) =>
          Effect.sync(() => inbox.text("event" in decoded ? JSON.stringify(decoded.event) : ""))
        ),
        Effect.forkScoped
      )
      return { ...ends, connection: { ...ends.connection, incoming: inbox.incoming, ended: inbox.ended } }
    })
  ),
  "pressure.wait": ignores("takes whatever is sent", { highWaterBytes: Infinity }, "5 seconds"),
  "pressure.resume": connects("sends again what had to wait", ({ send }) => ({
    send: (event) =>
      Effect.flatMap(Effect.forkDetach(Effect.ignore(send(event))), (first) =>
        Effect.timeoutOrElse(Fiber.join(first), { duration: "50 millis", orElse: () => send(event) })
      )
  })),
  "pressure.interrupt": connects("sends what was interrupted", ({ send }) => ({
    send: (event) =>
      Effect.flatMap(Effect.forkDetach(Effect.orDie(send(event))), (fiber) => Effect.asVoid(Fiber.join(fiber)))
  })),
  "pressure.wake": connects("forgets the senders that wait at the end", ({ send }) => ({
    send: (event) => Effect.catchTag(send(event), "TransportError", () => Effect.never)
  })),
  "dead.noticed": ignores("waits for a dead peer", { drainTimeout: "1 hour" }, "1500 millis"),
  "dead.close": connects("waits for the peer's answer for ever", ({ close }, { peer }) => ({
    close: (code, reason) => Effect.andThen(close(code, reason), Effect.asVoid(peer.ended))
  })),
  "dead.drop": connects("takes a lost peer for a silent one", ({ ended, incoming }) => ({
    ended: Effect.flatMap(ended, (error) =>
      error.reason._tag === "Closed" && error.reason.code === 1006 ? Effect.never : Effect.succeed(error)
    ),
    incoming: Stream.catch(incoming, (error) =>
      error.reason._tag === "Closed" && error.reason.code === 1006 ? Stream.never : Stream.fail(error)
    )
  }))
}
