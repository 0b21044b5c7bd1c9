/** Starts our server as the official clients expect it, and notes the events that it sends. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, Keys, makeGate, type Script, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Server } from "node:http"
import { createServer } from "node:https"
import { certificate } from "./certificate.ts"

export const apiKey = "sk-for-this-test-0123456789"

export interface GatedServer {
  readonly port: number
  /** The types of all sent events, in order. */
  readonly sent: ReadonlyArray<string>
}

export interface SecureServer extends GatedServer {
  /** The certificate to trust, in PEM. It is for `localhost`. */
  readonly ca: string
}

/** Plays a script until the scope ends, behind a gate that asks for {@link apiKey}. Uses TLS if `server` does. */
export const gatedServer = (script: Script, server?: Server): Effect.Effect<GatedServer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const sent: Array<string> = []
    const gate = yield* makeGate()
    const listener = yield* listen({
      ...(server === undefined ? {} : { server }),
      vocabulary: { incoming: ClientEvent, outgoing: ServerEvent },
      admit: gate.admit
    })
    yield* listener
      .run((connection, handshake) =>
        Effect.gen(function* () {
          const admission = yield* gate.enter(connection, handshake)
          const noting = {
            ...connection,
            send: (event: Parameters<typeof connection.send>[0]) =>
              Effect.map(connection.send(event), () => void sent.push(event.type))
          }
          yield* serve(noting, admission.handshake)
        })
      )
      .pipe(Effect.provide(Engine.scripted(script)), Effect.forkScoped)
    return { port: listener.address.port, sent }
  }).pipe(Effect.provide(Keys.layer({ apiKeys: [Redacted.make(apiKey)] })), Effect.orDie)

/** Starts the same server over TLS, with a certificate for this run. */
export const secureServer = Effect.fnUntraced(function* (
  script: Script
): Effect.fn.Return<SecureServer, never, Scope.Scope> {
  const { cert, key } = yield* certificate
  const server = createServer({ cert, key })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => void server.listen(0, "localhost", () => resume(Effect.void))),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
  return { ...(yield* gatedServer(script, server)), ca: cert }
})
