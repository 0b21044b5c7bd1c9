import { ClientSecretCreateRequest, ClientSecretCreateResponse, type SessionRequest } from "@antiphon/core"
import * as Schema from "effect/Schema"
import { RealtimeError } from "../RealtimeError.ts"
import { type HttpOptions, parse, post } from "./post.ts"

export interface ClientSecretOptions extends HttpOptions {
  /** Settings that the key brings along; the connection may override them. */
  readonly session?: SessionRequest
  /** How long the key opens sessions, 10 to 7200 s; default 600. A session that it opened lives on. */
  readonly expiresAfterSeconds?: number
}

/** An ephemeral key: the only kind that belongs in a page. */
export interface ClientSecret {
  /** `ek_…` */
  readonly value: string
  readonly expiresAt: Date
  /** The settings that it brings along. */
  readonly session: ClientSecretCreateResponse["session"]
}

const isRequest = Schema.is(ClientSecretCreateRequest)
const isResponse = Schema.is(ClientSecretCreateResponse)

/** Mints a key for a page (`POST /v1/realtime/client_secrets`). Rejects with a {@link RealtimeError}. */
export const createClientSecret = async (options: ClientSecretOptions): Promise<ClientSecret> => {
  const { expiresAfterSeconds: seconds, session } = options
  const request = {
    ...(seconds === undefined ? {} : { expires_after: { anchor: "created_at", seconds } }),
    ...(session === undefined ? {} : { session })
  }
  if (!isRequest(request))
    throw new RealtimeError("unfit", "the settings of the session are not as the protocol has them")
  const answer = parse(await post(options, "client_secrets", request))
  if (!isResponse(answer)) throw new RealtimeError("malformed", "the answer is no client secret")
  return { value: answer.value, expiresAt: new Date(answer.expires_at * 1000), session: answer.session }
}
