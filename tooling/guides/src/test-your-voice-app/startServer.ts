import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, type Faults, type Script, serve, type ServeOptions, withFaults } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

export interface Options extends ServeOptions {
  /** The faults of the first connection, of the second and so on. Later connections have none. */
  readonly faults?: ReadonlyArray<Faults>
}

/** Starts a realtime server that plays a script, on its own port. Disposing of it closes the server. */
export const startServer = async (script: Script, { faults = [], ...options }: Options = {}) => {
  const scope = Effect.runSync(Scope.make())
  let connections = 0
  const start = Effect.gen(function* () {
    const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
    const run = listener.run((connection, handshake) => {
      const trouble = faults[connections++]
      return serve(trouble === undefined ? connection : withFaults(connection, trouble), handshake, options)
    })
    yield* Effect.forkScoped(run)
    return `ws://127.0.0.1:${listener.address.port}/v1`
  })
  const url = await start.pipe(Effect.provide(Engine.scripted(script)), Scope.provide(scope), Effect.runPromise)
  return { url, [Symbol.asyncDispose]: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}
