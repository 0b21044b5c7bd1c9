/** CORS, for the pages of a list of origins. */
import * as Effect from "effect/Effect"
import type { Handler } from "./Handler.ts"
import { foreignPage, toResponse } from "./HttpRefusal.ts"

/**
 * Serves the pages of these origins, and answers their preflights. Defaults to all origins. Pages may read `Location`,
 * since it names a call. Requests of other pages are refused. Requests without an origin are not of a browser, and pass.
 */
export const crossOrigin =
  (origins: ReadonlyArray<string> | undefined, handler: Handler): Handler =>
  (request) => {
    const origin = request.headers.get("origin")
    if (origin === null) return handler(request)
    if (origins?.includes(origin) === false) return Effect.succeed(toResponse(foreignPage(origin)))
    const isPreflight = request.method === "OPTIONS" && request.headers.has("access-control-request-method")
    return Effect.map(isPreflight ? Effect.succeed(preflight(request)) : handler(request), (response) => {
      response.headers.set("access-control-allow-origin", origins === undefined ? "*" : origin)
      response.headers.set("access-control-expose-headers", "Location")
      response.headers.append("vary", "Origin")
      return response
    })
  }

/** Allows every header. Clients add some of their own, and only the key opens anything. */
const preflight = ({ headers }: Request): Response =>
  new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": headers.get("access-control-request-headers") ?? "",
      "access-control-max-age": "600"
    }
  })
