/** The HTTP side of the server, as a function from request to answer that any listener can mount. */
import type { ClientSecretCreateResponse, TranslationClientSecretCreateResponse } from "@antiphon/core"
import { optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Result from "effect/Result"
import { handlerRules } from "../boundary/check.ts"
import type { Refusal } from "../machine/Refusal.ts"
import { view } from "../machine/Settings.ts"
import { authorize } from "./authorize.ts"
import { readJson } from "./body.ts"
import { canonicalPath } from "./canonical.ts"
import { crossOrigin } from "./crossOrigin.ts"
import type { Handler } from "./Handler.ts"
import {
  badRequest,
  forbidden,
  type HttpRefusal,
  notFound,
  rateLimited,
  toResponse,
  wrongMethod
} from "./HttpRefusal.ts"
import { type ClientSecret, Keys, randomHex, type SecretAccess, type TooManySecrets } from "./Keys.ts"
import { type SecretRequest, secretRequest, translationSecretRequest } from "./secretRequest.ts"
import { sessionSettings } from "./sessionSettings.ts"

/** Options of {@link makeHandler}. */
export interface HandlerOptions {
  /** The pages that may ask, e.g. `https://example.com`. Other pages get 403. Defaults to all pages. */
  readonly origins?: ReadonlyArray<string>
  /** Bytes that a body may have. Defaults to 1 MiB. */
  readonly maxBodyBytes?: number
  /** Answers `/v1/realtime/calls` and the paths below it, as `makeCallsHandler` makes it. Without it there are no calls. */
  readonly calls?: Handler
  /** Answers `/v1/live/sessions` and the paths below it, as `makeLiveHandler` makes it. Without it, only sockets speak Live. */
  readonly live?: Handler
}

/** Answers one path and one method. */
type Route = (request: Request) => Effect.Effect<Response, HttpRefusal>

/**
 * Serves `POST /v1/realtime/client_secrets`, `POST /v1/realtime/translations/client_secrets`, `GET /healthz`, and the
 * preflights of browsers. Errors are `{error:{message,type,code,param}}`. The listener handles upgrades. A plain request
 * for the path of an upgrade is answered with 426.
 */
export const makeHandler = (options: HandlerOptions = {}): Effect.Effect<Handler, never, Keys> => {
  refuseArgument(makeHandler, optionsProblem("makeHandler", options, handlerRules))
  const { calls, live, maxBodyBytes = 1024 * 1024, origins } = options
  return Effect.map(Keys, (keys) => {
    const routes: Routes = {
      "/healthz": { GET: () => Effect.succeed(Response.json({ status: "ok" })) },
      "/v1/realtime": { GET: upgrade },
      "/v1/realtime/translations": { GET: upgrade },
      "/v1/realtime/client_secrets": { POST: secretRoute(keys, maxBodyBytes, secretRequest, sessionSecret) },
      "/v1/realtime/translations/client_secrets": {
        POST: secretRoute(keys, maxBodyBytes, translationSecretRequest, translationSecret)
      }
    }
    return crossOrigin(origins, (request) =>
      Effect.catch(route(routes, { calls, live }, request), (refusal) => Effect.succeed(toResponse(refusal)))
    )
  })
}

/** Routes by path and method. */
type Routes = Readonly<Record<string, Readonly<Record<string, Route>>>>

/** Finds the route of a request. Azure's paths lead to the same routes. */
const route = (
  routes: Routes,
  { calls, live }: { readonly calls: Handler | undefined; readonly live: Handler | undefined },
  request: Request
): Effect.Effect<Response, HttpRefusal> => {
  const pathname = canonicalPath(new URL(request.url).pathname)
  if (live !== undefined && /^\/v1\/live\/sessions(\/|$)/.test(pathname)) return live(request)
  if (calls !== undefined && /^\/v1\/realtime\/calls(\/|$)/.test(pathname)) return calls(request)
  const methods = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined
  if (methods === undefined) return Effect.fail(notFound(pathname))
  const serve = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined
  if (serve !== undefined) return serve(request)
  return Effect.succeed(wrongMethod(pathname, Object.keys(methods).join(", ")))
}

/** Answers a plain request for the path of an upgrade. */
const upgrade: Route = () => Effect.succeed(new Response(null, { status: 426, headers: { upgrade: "websocket" } }))

/** Makes client secrets of one kind. Only an API key may ask for one. */
const secretRoute = <A extends SecretAccess>(
  keys: Keys["Service"],
  maxBodyBytes: number,
  read: (body: object) => Result.Result<SecretRequest<A>, Refusal>,
  answer: (access: A, secret: ClientSecret) => unknown
): Route =>
  Effect.fnUntraced(function* (request) {
    const access = yield* authorize(keys, request)
    if (access._tag !== "ApiKey") return yield* forbidden("A client secret cannot make another. Use an API key.")
    const body = yield* readJson(request, maxBodyBytes)
    const asked = yield* Effect.mapError(Effect.fromResult(read(body)), badRequest)
    const secret = yield* Effect.mapError(keys.makeSecret(asked.access, asked.seconds), tooMany)
    return Response.json(answer(asked.access, secret), { headers: { "cache-control": "no-store" } })
  })

/** The answer if a limit of client secrets is reached. */
const tooMany = ({ limit, what }: TooManySecrets): HttpRefusal =>
  rateLimited(
    what === "secrets"
      ? `${limit} client secrets are live, which is the limit. Wait until some expire.`
      : `The settings of the live client secrets would have more than ${limit} characters. Wait until some expire.`
  )

/** The answer that carries a secret for sessions. */
const sessionSecret = (
  { session }: Extract<SecretAccess, { readonly _tag: "Session" }>,
  { expiresAt, value }: ClientSecret
): ClientSecretCreateResponse => ({
  value: Redacted.value(value),
  expires_at: expiresAt,
  session: view(sessionSettings(session))
})

/** The answer that carries a secret for translations. */
const translationSecret = (
  { session }: Extract<SecretAccess, { readonly _tag: "Translation" }>,
  { expiresAt, value }: ClientSecret
): TranslationClientSecretCreateResponse => ({
  value: Redacted.value(value),
  expires_at: expiresAt,
  session: { ...session, id: `sess_${randomHex(12)}`, type: "translation", expires_at: 0 }
})
