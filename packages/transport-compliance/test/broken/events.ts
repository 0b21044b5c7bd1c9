import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import { memory } from "../memory.ts"
import { type Broken, connects, opens } from "./broken.ts"

export const events: Broken<"order" | "receive" | "send"> = {
  "order.incoming": connects("turns each batch round", ({ incoming }) => ({
    incoming: Stream.mapArray(incoming, Arr.reverse)
  })),
  "order.outgoing": connects("sends every tenth event when it gets round to it", ({ send }) => {
    let n = 0
    return {
      send: (event) => (n++ % 10 === 9 ? Effect.asVoid(Effect.forkDetach(Effect.delay(send(event), 1))) : send(event))
    }
  }),
  "order.concurrent": connects("keeps the event to send in one variable for all senders", ({ send }) => {
    let slot: Parameters<typeof send>[0]
    return {
      send: (event) =>
        Effect.suspend(() => {
          slot = event
          return Effect.andThen(
            Effect.yieldNow,
            Effect.suspend(() => send(slot))
          )
        })
    }
  }),
  "order.duplex": connects("does not receive while it sends", ({ incoming, send }) => {
    let isSpeaking = false
    return {
      send: (event) =>
        Effect.suspend(() => {
          isSpeaking = true
          return send(event)
        }),
      // What comes after it has spoken is lost, and then it listens again.
      incoming: Stream.filter(incoming, () => {
        const wasSpeaking = isSpeaking
        isSpeaking = false
        return !wasSpeaking
      })
    }
  }),
  "receive.before-pull": opens("listens from the first pull on", (setup) =>
    Effect.gen(function* () {
      const ends = yield* memory("events").open(setup)
      const hub = yield* PubSub.unbounded<Stream.Success<typeof ends.connection.incoming>>()
      yield* ends.connection.incoming.pipe(
        Stream.runForEachArray((batch) => PubSub.publishAll(hub, batch)),
        Effect.forkScoped
      )
      return { ...ends, connection: { ...ends.connection, incoming: Stream.fromPubSub(hub) } }
    })
  ),
  "receive.unread": connects("sends only once somebody reads", ({ incoming, send }) => {
    let read = false
    return {
      incoming: Stream.tap(incoming, () =>
        Effect.sync(() => {
          read = true
        })
      ),
      send: (event) => Effect.suspend(() => (read ? send(event) : Effect.never))
    }
  }),
  "receive.interrupted": connects("closes when its reader goes", ({ close, incoming }) => ({
    incoming: Stream.ensuring(incoming, close())
  })),
  "receive.unknown": connects("skips what it does not know", ({ incoming }) => ({
    incoming: Stream.filter(incoming, ({ _tag }) => _tag !== "Unknown")
  })),
  "receive.malformed": connects("skips what it cannot read", ({ incoming }) => ({
    incoming: Stream.filter(incoming, ({ _tag }) => _tag !== "Malformed")
  })),
  "receive.binary": connects("takes binary frames for text", ({ incoming }, _ends, { codec }) => ({
    incoming: Stream.map(incoming, (decoded) =>
      decoded._tag === "Malformed" && decoded.error.raw instanceof Uint8Array
        ? codec.decode(new TextDecoder().decode(decoded.error.raw))
        : decoded
    )
  })),
  "receive.text": connects("knows only Latin letters", ({ incoming, send }) => ({
    incoming,
    send: (event) => send(JSON.parse(JSON.stringify(event).replace(/[^\u0000-\u00FF]/g, "?")))
  })),
  "send.unknown": connects("sends only what it knows", ({ send }) => ({
    send: (event) => ((event.type as string) === "note" ? send(event) : Effect.void)
  }))
}
