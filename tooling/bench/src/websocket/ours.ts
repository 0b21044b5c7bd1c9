/** Our side of the WebSocket suite. */
import { Endpoint, ServerEvent } from "@antiphon/core"
import { listen, make } from "@antiphon/transport-websocket/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Counter, type Link, now } from "./Link.ts"

/** The server sends back what it receives, so both directions use the server's events. */
const vocabulary = { incoming: ServerEvent, outgoing: ServerEvent }

/**
 * This project's client and listener with their defaults, which are validated events, bounds, pings and back-pressure.
 */
export const ours = async (): Promise<Link> => {
  const scope = Effect.runSync(Scope.make())
  const run = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) => Effect.runPromise(Scope.provide(effect, scope))
  const counter = new Counter()
  const { connect } = make()
  const port = await run(
    Effect.gen(function* () {
      const listener = yield* listen({ vocabulary })
      yield* Effect.forkScoped(
        listener.run(({ incoming, send }, { path }) =>
          path === "/count/realtime"
            ? Stream.runForEachArray(incoming, (batch) => Effect.sync(() => counter.add(batch.length)))
            : Stream.runForEach(incoming, (decoded) =>
                decoded._tag === "Malformed" ? Effect.die(decoded.error) : send(decoded.event)
              )
        )
      )
      return listener.address.port
    })
  )
  const dial = (path: string) =>
    connect({ ...Endpoint.conversation({ base: `ws://127.0.0.1:${port}${path}`, model: "m" }), ...vocabulary })
  return {
    roundTrips: (event, total) =>
      run(
        Effect.gen(function* () {
          const { incoming, send } = yield* dial("")
          const done = yield* Deferred.make<void>()
          const times: Array<number> = []
          let start = now()
          yield* send(event)
          yield* Effect.forkChild(
            Stream.runForEach(incoming, () => {
              times.push(now() - start)
              if (times.length === total) return Deferred.succeed(done, undefined)
              start = now()
              return send(event)
            })
          )
          yield* Deferred.await(done)
          return times
        }).pipe(Effect.scoped)
      ),
    oneWay: (event, total) =>
      run(
        Effect.gen(function* () {
          const { send } = yield* dial("/count")
          const all = counter.expect(total)
          const start = now()
          for (let sent = 0; sent < total; sent++) yield* send(event)
          yield* Effect.promise(() => all)
          return (now() - start) / total
        }).pipe(Effect.scoped)
      ),
    idle: async (total) => {
      const idling = Effect.runSync(Scope.make())
      const dials = Effect.forEach(Array(total), () => dial(""), { concurrency: "unbounded", discard: true })
      await Effect.runPromise(Scope.provide(dials, idling))
      return () => Effect.runPromise(Scope.close(idling, Exit.void))
    },
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
