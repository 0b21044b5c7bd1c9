/** Serves a node over HTTP. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createServer, type Server } from "node:http"
import { createServer as createSecureServer, type Server as SecureServer } from "node:https"
import { makeNode, type GatewayNode } from "../node/makeNode.ts"
import type { GatewayOptions } from "../node/Settings.ts"
import type { Engine } from "../services/Engine.ts"
import { Nodes } from "../services/Nodes.ts"
import { Secrets } from "../services/Secrets.ts"
import { errorBody, respond } from "./request.ts"
import { answerOf, type Gate } from "./routes.ts"
import { Tenants } from "./Tenants.ts"
import { makeUpgrader } from "./upgrade.ts"

/** The address could not be listened on. */
export class CannotListen extends Data.TaggedError("CannotListen")<{
  readonly message: string
  readonly cause: unknown
}> {}

/** Where a node listens. */
export interface ServeOptions extends GatewayOptions {
  /** Defaults to `127.0.0.1`, which only this machine reaches. */
  readonly host?: string
  /** Serves over TLS with a certificate and its key, in PEM. Without it, put something in front that does. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Defaults to 0, any free port. */
  readonly port?: number
}

/** A node with its address. */
export interface ServedNode extends GatewayNode {
  readonly host: string
  readonly port: number
}

/** Starts a node and listens until the scope ends. */
export const serveNode = Effect.fnUntraced(function* (
  options: ServeOptions
): Effect.fn.Return<ServedNode, CannotListen, Engine | Scope.Scope> {
  const { host = "127.0.0.1", port = 0 } = options
  const limits = { requestTimeout: 15_000, headersTimeout: 10_000 }
  const server = options.tls === undefined ? createServer(limits) : createSecureServer({ ...limits, ...options.tls })
  yield* Effect.addFinalizer(() => closed(server))
  const node = yield* makeNode(options)
  const gate: Gate = { node, tenants: new Tenants(options.tenants), secrets: yield* Secrets, nodes: yield* Nodes }
  server.on("request", (request, response) => {
    node.context.run(
      Effect.match(answerOf(gate, request), {
        onFailure: (error) => respond(response, { status: error.status, body: errorBody(error) }),
        onSuccess: (answer) => respond(response, answer)
      })
    )
  })
  server.on("upgrade", makeUpgrader(gate))
  yield* Effect.callback<void, CannotListen>((resume) => {
    server.once("error", (cause) =>
      resume(
        Effect.fail(new CannotListen({ message: `${host}:${port} cannot be listened on: ${cause.message}`, cause }))
      )
    )
    server.listen(port, host, () => resume(Effect.void))
  })
  const address = server.address()
  return { ...node, host, port: typeof address === "object" && address !== null ? address.port : port }
})

const closed = (server: Server | SecureServer): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  }).pipe(Effect.timeoutOption("2 seconds"), Effect.asVoid)
