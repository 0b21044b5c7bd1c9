import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { memory } from "../memory.ts"
import { type Broken, connects, opens, plays, retold, stages } from "./broken.ts"

const sound = memory("events")

/** Counts what is opened, and counts it off only when `released` says so. */
const counting = (name: string, countsOff: (how: "closed" | "closed by the peer") => boolean) => {
  let held = 0
  return opens(
    name,
    (setup) =>
      Effect.tap(sound.open(setup), ({ connection }) => {
        held += 1
        return Effect.addFinalizer(() =>
          Effect.map(connection.close().pipe(Effect.andThen(connection.ended)), ({ reason }) => {
            const remote = reason._tag === "Closed" && reason.by === "remote"
            if (countsOff(remote ? "closed by the peer" : "closed")) held -= 1
          })
        )
      }),
    { held: Effect.sync(() => held) }
  )
}

const leaksCancelled = () => {
  let held = 0
  return stages("keeps the socket of an opening that was interrupted", {
    held: Effect.sync(() => held),
    unanswered: () =>
      Effect.suspend(() => {
        held += 1
        return Effect.never
      })
  })
}

export const ends: Broken<"close" | "release" | "media"> = {
  "close.local": connects("says that the peer closed", ({ incoming }) => ({
    incoming: Stream.mapError(
      incoming,
      retold(() => ({ by: "remote" }))
    )
  })),
  "close.peer": connects("closes with 1000 instead of the given code", ({ close }) => ({
    close: (_code, reason) => close(1000, reason)
  })),
  "close.remote": connects("takes every close for a lost connection", ({ incoming }) => ({
    incoming: Stream.mapError(
      incoming,
      retold(() => ({ code: 1006, reason: "" }))
    )
  })),
  "close.default": connects("goes away by default", ({ close }) => ({
    close: (code = 1001, reason) => close(code, reason)
  })),
  "close.after-sent": connects("closes before what it still has to send", ({ send }) => ({
    send: (event) => Effect.asVoid(Effect.forkDetach(Effect.delay(Effect.ignore(send(event)), 50)))
  })),
  "close.after-received": connects("forgets what was not read when the peer closes", ({ ended, incoming }) => {
    const over = Effect.timeoutOption(ended, "50 millis")
    return {
      incoming: Stream.unwrap(
        Effect.map(over, (error) => (error._tag === "Some" ? Stream.fail(error.value) : incoming))
      )
    }
  }),
  "close.unread": connects("forgets what was not read when it closes", ({ close, ended, incoming }) => {
    let closed = false
    return {
      close: (code, reason) =>
        Effect.suspend(() => {
          closed = true
          return close(code, reason)
        }),
      incoming: Stream.suspend(() => (closed ? Stream.fromEffect(Effect.flip(ended)) : incoming))
    }
  }),
  "close.twice": connects("throws on the second close", ({ close }) => {
    let closed = false
    return {
      close: (code, reason) =>
        Effect.suspend(() => {
          if (closed) return Effect.die(new Error("already closed"))
          closed = true
          return close(code, reason)
        })
    }
  }),
  "close.together": connects("waits for an answer that two closes never give", ({ ended }, { peer }) => ({
    ended: Effect.flatMap(peer.ended, ({ reason }) =>
      reason._tag === "Closed" && reason.by === "remote" && reason.code === 4001 ? ended : Effect.never
    )
  })),
  "close.is-error": connects("completes after a clean close", ({ incoming }) => ({
    incoming: Stream.catchTag(incoming, "TransportError", () => Stream.empty)
  })),
  "close.ended": connects("tells its end once", ({ ended }) => {
    let told = false
    return {
      ended: Effect.flatMap(ended, (error) => {
        if (told) return Effect.never
        told = true
        return Effect.succeed(error)
      })
    }
  }),
  "close.send-after": connects("pretends to send after its end", ({ send }) => ({
    send: (event) => Effect.ignore(send(event))
  })),
  "close.while-sending": connects("throws at those who send while it closes", ({ send }) => ({
    send: (event) => Effect.orDie(send(event))
  })),
  "close.unsendable": connects("throws at a code that cannot travel", ({ close }) => ({
    close: (code = 1000, reason) => (code === 1006 ? Effect.die(new TypeError("invalid code")) : close(code, reason))
  })),
  "close.scope": opens("outlives its scope", (setup) =>
    Effect.flatMap(Scope.make(), (scope) => Scope.provide(sound.open(setup), scope))
  ),
  "release.closed": counting("keeps its socket", () => false),
  "release.peer-closed": counting("keeps its socket when the peer closes", (how) => how === "closed"),
  "release.cancelled": leaksCancelled(),
  "media.incoming": plays("delivers silence", ({ incoming }) => ({
    incoming: Stream.map(incoming, (samples) => samples.map(() => 0))
  })),
  "media.outgoing": plays("speaks twice as fast", ({ send }) => ({
    send: (samples) => send(samples.filter((_, index) => index % 2 === 0))
  })),
  "media.paced": plays("queues without end", ({ send }) => ({
    send: (samples) => Effect.asVoid(Effect.forkDetach(send(samples)))
  })),
  "media.clear": plays("says everything to the end", () => ({ clear: Effect.void })),
  "media.unread": opens(
    "closes where samples pile up",
    (setup) =>
      Effect.tap(memory("tracks").open(setup), ({ connection }) => {
        const own = Stream.fromEffect(Effect.fromOption(connection.media)).pipe(
          Stream.flatMap(({ incoming }) => incoming)
        )
        return Effect.forkScoped(Effect.andThen(Stream.runDrain(Stream.take(own, 20)), connection.close(1008)))
      }),
    { capabilities: memory("tracks").capabilities, deadline: "3 seconds" }
  ),
  "media.ends": plays("falls silent at the end", ({ incoming }) => ({
    incoming: Stream.catchTag(incoming, "TransportError", () => Stream.empty)
  }))
}
