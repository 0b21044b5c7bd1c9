import { ClientSecretCreateRequest, ClientSecretCreateResponse } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Schema from "effect/Schema"
import { isObject, need, type Rule } from "../boundary/checkOptions.ts"
import { RealtimeError } from "../RealtimeError.ts"
import { traced } from "../boundary/traced.ts"
import { checkHttp, type HttpOptions, parse, post } from "./post.ts"

export interface ClientSecretOptions extends HttpOptions {
  /** Settings that come with the key. The connection may override them. */
  readonly session?: SessionRequest
  /** How long the key opens sessions, from 10 to 7200 s. Defaults to 600. A session that it opened lives on. */
  readonly expiresAfterSeconds?: number
}

/** An ephemeral key, the only kind that belongs in a page. */
export interface ClientSecret {
  /** `ek_…` */
  readonly value: string
  readonly expiresAt: Date
  /** The settings that come with it. */
  readonly session: ClientSecretCreateResponse["session"]
}

const isRequest = Schema.is(ClientSecretCreateRequest)
const isResponse = Schema.is(ClientSecretCreateResponse)

const rules: Readonly<Record<string, Rule>> = {
  session: [isObject, 'a session, e.g. { type: "realtime" }'],
  expiresAfterSeconds: [Number.isFinite, "a number of seconds"]
}

/**
 * Mints a key for a page (`POST /v1/realtime/client_secrets`). Rejects with a {@link RealtimeError}.
 *
 * @example
 * ```ts
 * import { createClientSecret } from "@antiphon/client/http"
 *
 * const { value } = await createClientSecret({ session: { type: "realtime", model: "gpt-realtime" } })
 * ```
 */
export const createClientSecret: (options?: ClientSecretOptions) => Promise<ClientSecret> = traced(
  async (options = {}) => {
    checkHttp("createClientSecret", options, rules)
    const { expiresAfterSeconds: seconds, session } = options
    const request = {
      ...(seconds === undefined ? {} : { expires_after: { anchor: "created_at", seconds } }),
      ...(session === undefined ? {} : { session })
    }
    need(isRequest(request), "the settings of the session are not as the protocol has them")
    const answer = parse(await post(options, "client_secrets", request))
    if (!isResponse(answer)) throw new RealtimeError("malformed", "the answer is no client secret")
    return { value: answer.value, expiresAt: new Date(answer.expires_at * 1000), session: answer.session }
  }
)
