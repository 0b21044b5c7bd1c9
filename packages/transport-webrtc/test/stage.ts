/** The HTTP servers of the tests, to which calls are posted. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"

/** What a page of another origin may ask and read (protocol section 0: browsers need `Location` exposed). */
export const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*, authorization",
  "access-control-expose-headers": "location"
}

/** The base of an HTTP server on a free port of loopback, until the scope ends. */
export const httpBase = (onRequest: RequestListener): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = createServer(onRequest)
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      return server
    }),
    (server) =>
      Effect.promise(
        () =>
          new Promise<void>((resolve) => {
            server.close(() => resolve())
            server.closeAllConnections()
          })
      )
  ).pipe(Effect.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`))

/** Nothing listens there. */
export const refusingBase: Effect.Effect<string> = Effect.scoped(httpBase(() => {}))

/** Takes every request and never answers. */
export const silentBase: Effect.Effect<string, never, Scope.Scope> = httpBase(() => {})

/** Answers every request alike, and a preflight with what it asks for. */
export const answeringBase = (
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string
): Effect.Effect<string, never, Scope.Scope> =>
  httpBase((request, response) => {
    request.resume()
    if (request.method === "OPTIONS") response.writeHead(204, cors).end()
    else response.writeHead(status, { ...cors, ...headers }).end(body)
  })

/** The protocol's HTTP error. */
export const errorBody = (message: string): string =>
  JSON.stringify({ error: { type: "invalid_request_error", code: null, message, param: null } })
