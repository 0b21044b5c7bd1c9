/** Our side of the WebRTC suite. */
import { Endpoint, ServerEvent, type TransportError } from "@antiphon/core"
import { accept, type Call, make } from "@antiphon/transport-webrtc/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { host, now, type Open } from "./Calls.ts"
import { speech } from "./speech.ts"

/** Both directions use the server's events. */
const vocabulary = { incoming: ServerEvent, outgoing: ServerEvent }

type End = Call<ServerEvent, ServerEvent>

const echo = ({ incoming, send }: End) =>
  Stream.runForEach(incoming, (decoded) =>
    decoded._tag === "Malformed" ? Effect.die(decoded.error) : send(decoded.event)
  )

const pair = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const accepted = yield* Deferred.make<End, unknown>()
  const { connect } = make({
    bindAddress: host,
    exchange: (offer) =>
      Effect.gen(function* () {
        const { connection, sdp } = yield* accept(offer, { vocabulary, bindAddress: host })
        yield* Effect.forkIn(Deferred.into(Scope.provide(connection, scope), accepted), scope)
        return { sdp }
      }).pipe(Scope.provide(scope))
  })
  const client: End = yield* connect({ ...Endpoint.conversation({ model: "m" }), ...vocabulary })
  return { client, server: yield* Deferred.await(accepted) }
})

/** Sends the speech again and again, and reads the incoming audio. */
const talking = ({ media }: End) => {
  const { incoming, send } = Option.getOrThrow(media)
  return Effect.all([Effect.forever(send(speech)), Stream.runDrain(incoming)], { concurrency: 2 })
}

/** This project's two ends with their defaults, which are Opus, order, concealment, reports and validated events. */
export const ours: Open = async () => {
  const scope = Effect.runSync(Scope.make())
  const run = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) => Effect.runPromise(Scope.provide(effect, scope))
  const { client, server } = await run(pair)
  let returned: Effect.Effect<unknown, TransportError> = Effect.void
  await run(Effect.forkScoped(echo(server)))
  await run(Effect.forkScoped(Stream.runForEach(client.incoming, () => Effect.suspend(() => returned))))
  return {
    roundTrips: (event, total) =>
      run(
        Effect.gen(function* () {
          const done = yield* Deferred.make<void>()
          const times: Array<number> = []
          let start = now()
          returned = Effect.suspend(() => {
            times.push(now() - start)
            if (times.length >= total) return Deferred.succeed(done, undefined)
            start = now()
            return client.send(event)
          })
          yield* client.send(event)
          yield* Deferred.await(done)
          return times
        })
      ),
    talk: () => {
      for (const end of [client, server]) Effect.runFork(Effect.ignore(talking(end)))
    },
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
