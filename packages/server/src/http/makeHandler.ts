/** The HTTP side of the server, as a function from request to answer that any listener can mount. */
import type { ClientSecretCreateResponse, TranslationClientSecretCreateResponse } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Refusal } from "../machine/Refusal.ts"
import { view } from "../machine/Settings.ts"
import { authorize } from "./authorize.ts"
import { readJson } from "./body.ts"
import { canonicalPath } from "./canonical.ts"
import { crossOrigin } from "./crossOrigin.ts"
import { forbidden, HttpRefusal, notFound, toResponse, wrongMethod } from "./HttpRefusal.ts"
import { Keys, randomHex } from "./Keys.ts"
import { type SecretRequest, secretRequest, translationSecretRequest } from "./secretRequest.ts"
import { sessionSettings } from "./sessionSettings.ts"

export interface HandlerOptions {
  /** The pages that may ask, e.g. `https://example.com`; others get 403. Default: all. */
  readonly origins?: ReadonlyArray<string>
  /** Bytes that a body may have. Default 1 MiB. */
  readonly maxBodyBytes?: number
  /** Answers `POST /v1/realtime/calls` and what is asked of a call, made by `makeCallsHandler`. Absent: there are no calls. */
  readonly calls?: Handler
}

/** Answers one request; what goes wrong is an answer too. */
export type Handler = (request: Request) => Effect.Effect<Response>

type Route = (request: Request) => Effect.Effect<Response, HttpRefusal>

/**
 * `POST /v1/realtime/client_secrets`, `POST /v1/realtime/translations/client_secrets`, `GET /healthz`, and what browsers
 * ask beforehand. Errors are `{error:{message,type,code,param}}`. Upgrades are the listener's; asked for without one,
 * their paths answer 426.
 */
export const makeHandler = ({ calls, maxBodyBytes = 1024 * 1024, origins }: HandlerOptions = {}): Effect.Effect<
  Handler,
  never,
  Keys
> =>
  Effect.map(Keys, (keys) => {
    const makeSecret = <S extends SecretRequest>(
      understand: (body: object) => S | Refusal,
      answer: (request: S, value: string, expiresAt: number) => unknown
    ): Route =>
      Effect.fnUntraced(function* (request) {
        const access = yield* authorize(keys, request)
        if (access._tag !== "ApiKey") return yield* forbidden("A client secret cannot make another: use an API key.")
        const asked = understand(yield* readJson(request, maxBodyBytes))
        if ("code" in asked) return yield* new HttpRefusal({ status: 400, ...asked })
        const { expiresAt, value } = yield* Effect.mapError(
          keys.makeSecret(asked.access, asked.seconds),
          ({ limit, what }) =>
            new HttpRefusal({
              status: 429,
              code: "rate_limit_exceeded",
              message:
                what === "secrets"
                  ? `${limit} client secrets are live, which is the limit: wait until some expire.`
                  : `The settings of the live client secrets would have more than ${limit} characters: wait until some expire.`
            })
        )
        return Response.json(answer(asked, Redacted.value(value), expiresAt), {
          headers: { "cache-control": "no-store" }
        })
      })

    const upgrade: Route = () => Effect.succeed(new Response(null, { status: 426, headers: { upgrade: "websocket" } }))

    const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
      "/healthz": { GET: () => Effect.succeed(Response.json({ status: "ok" })) },
      "/v1/realtime": { GET: upgrade },
      "/v1/realtime/translations": { GET: upgrade },
      "/v1/realtime/client_secrets": { POST: makeSecret(secretRequest, sessionSecret) },
      "/v1/realtime/translations/client_secrets": { POST: makeSecret(translationSecretRequest, translationSecret) }
    }

    const route: Route = (request) => {
      const pathname = canonicalPath(new URL(request.url).pathname)
      if (calls !== undefined && /^\/v1\/realtime\/calls(\/|$)/.test(pathname)) return calls(request)
      const methods = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined
      if (methods === undefined) return Effect.fail(notFound(pathname))
      const serve = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined
      if (serve !== undefined) return serve(request)
      return Effect.succeed(wrongMethod(pathname, Object.keys(methods).join(", ")))
    }

    return crossOrigin(origins, (request) =>
      Effect.catch(route(request), (refusal) => Effect.succeed(toResponse(refusal)))
    )
  })

const sessionSecret = (
  { access: { session } }: Exclude<ReturnType<typeof secretRequest>, Refusal>,
  value: string,
  expires_at: number
): ClientSecretCreateResponse => ({ value, expires_at, session: view(sessionSettings(session)) })

const translationSecret = (
  { access: { session } }: Exclude<ReturnType<typeof translationSecretRequest>, Refusal>,
  value: string,
  expires_at: number
): TranslationClientSecretCreateResponse => ({
  value,
  expires_at,
  session: { ...session, id: `sess_${randomHex(12)}`, type: "translation", expires_at: 0 }
})
