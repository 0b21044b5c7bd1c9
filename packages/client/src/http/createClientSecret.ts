import { settingsProblem } from "@antiphon/core/boundary"
import type { ClientSecretCreateResponse } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import { isObject, isText, need, refuse, type Rule } from "../boundary/checkOptions.ts"
import { RealtimeError } from "../RealtimeError.ts"
import { traced } from "../boundary/traced.ts"
import { isSession, isSessionRequest } from "./fits.ts"
import { checkHttp, type HttpOptions, parse, post } from "./post.ts"

export interface ClientSecretOptions extends HttpOptions {
  /** Settings that come with the key. The connection may override them. */
  readonly session?: SessionRequest
  /** How long the key opens sessions, from 10 to 7200 s. Defaults to 600. A session that it opened lives on. */
  readonly expiresAfterSeconds?: number
}

/** An ephemeral key, the only kind that belongs in a page. */
export interface ClientSecret {
  /** `ek_…` at OpenAI and Azure. */
  readonly value: string
  /** Absent if the server's answer does not say it. */
  readonly expiresAt?: Date
  /** The settings that come with it. Absent if the server's answer has none, as xAI's. */
  readonly session?: NonNullable<ClientSecretCreateResponse["session"]>
}

interface Key {
  readonly value: string
  readonly expires_at?: unknown
  readonly session?: unknown
}

/** The key alone is essential. */
const isKey = (answer: unknown): answer is Key => isObject(answer) && isText(answer["value"])

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
    if (session !== undefined) {
      refuse(settingsProblem({ what: "createClientSecret", option: "session" }, session))
      need(
        isText(session.type),
        'session of createClientSecret has no type: pass one, e.g. { type: "realtime", model: "gpt-realtime" }'
      )
    }
    const request = {
      ...(seconds === undefined ? {} : { expires_after: { anchor: "created_at", seconds } }),
      ...(session === undefined ? {} : { session })
    }
    const fits = session === undefined || isSessionRequest(session)
    need(
      fits && (seconds === undefined || Number.isSafeInteger(seconds)),
      "the settings of the session are not as the protocol has them"
    )
    const answer = parse(await post(options, "client_secrets", request))
    if (!isKey(answer)) throw new RealtimeError("malformed", "the answer is no client secret")
    const expiry = typeof answer.expires_at === "string" ? Number(answer.expires_at) : answer.expires_at
    return {
      value: answer.value,
      ...(typeof expiry === "number" && expiry > 0 && { expiresAt: new Date(expiry * 1000) }),
      ...(isSession(answer.session) && { session: answer.session })
    }
  }
)
