import * as Effect from "effect/Effect"
import { foreignPage, toResponse } from "./HttpRefusal.ts"
import type { Handler } from "./makeHandler.ts"

/**
 * Lets the pages of these origins ask, and answers what their browsers ask beforehand; `Location` is shown to them, since
 * it names a call. Requests of other pages are refused, those without an origin are of no browser and pass.
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

/** Every header is allowed: clients add some of their own, and none of them opens anything but the key. */
const preflight = ({ headers }: Request): Response =>
  new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": headers.get("access-control-request-headers") ?? "",
      "access-control-max-age": "600"
    }
  })
