/** The bodies that ask for a client secret, held as strictly as client events are. */
import {
  ClientEvent,
  ClientSecretCreateRequest,
  type ExpiresAfter,
  Translation,
  TranslationClientSecretCreateRequest
} from "@antiphon/core"
import * as Schema from "effect/Schema"
import { invalidValue, type Refusal, refuse } from "../machine/Refusal.ts"
import { unknownIn } from "../machine/strict.ts"
import { understand } from "../machine/understand.ts"
import type { SecretAccess } from "./Keys.ts"
import { invalidBeginning } from "./sessionSettings.ts"

/** A secret to be made. */
export interface SecretRequest<A extends SecretAccess = SecretAccess> {
  readonly access: A
  readonly seconds: number
}

const defaultSeconds = 600

const isRequest = Schema.is(ClientSecretCreateRequest)
const isTranslationRequest = Schema.is(TranslationClientSecretCreateRequest)

/** What is asked for at `/v1/realtime/client_secrets`, or what is wrong with it. */
export const secretRequest = (body: object): SecretRequest<Extract<SecretAccess, { _tag: "Session" }>> | Refusal => {
  if (!isRequest(body)) {
    const session = field(body, "session")
    const update = session === undefined ? undefined : ClientEvent.decodeValue({ type: "session.update", session })
    const refusal = update && understand(ClientEvent, update)
    return refusal !== undefined && "code" in refusal ? refusal : invalidExpiry(field(body, "expires_after"))
  }
  const { expires_after, session } = body
  const refusal =
    unknownIn(ClientSecretCreateRequest.ast, body) ??
    (session === undefined ? undefined : invalidBeginning(session)) ??
    outOfRange(expires_after)
  return refusal ?? { access: { _tag: "Session", session }, seconds: expires_after?.seconds ?? defaultSeconds }
}

/** What is asked for at `/v1/realtime/translations/client_secrets`, or what is wrong with it. */
export const translationSecretRequest = (
  body: object
): SecretRequest<Extract<SecretAccess, { _tag: "Translation" }>> | Refusal => {
  if (!isTranslationRequest(body)) {
    const session = field(body, "session")
    const model = field(session, "model")
    if (typeof session !== "object" || session === null) return wrong("session", session)
    if (typeof model !== "string") return wrong("session.model", model)
    const update = { type: "session.update", session: { audio: field(session, "audio") } }
    const refusal = understand(Translation.ClientEvent, Translation.ClientEvent.decodeValue(update))
    return "code" in refusal ? refusal : invalidExpiry(field(body, "expires_after"))
  }
  const { expires_after, session } = body
  const refusal = unknownIn(TranslationClientSecretCreateRequest.ast, body) ?? outOfRange(expires_after)
  return refusal ?? { access: { _tag: "Translation", session }, seconds: expires_after?.seconds ?? defaultSeconds }
}

const outOfRange = (expiry: ExpiresAfter | undefined): Refusal | undefined => {
  const { seconds = defaultSeconds } = expiry ?? {}
  return seconds < 10 || seconds > 7200
    ? invalidValue("expires_after.seconds", "Invalid value for 'expires_after.seconds': expected 10 to 7200.")
    : undefined
}

const invalidExpiry = (expiry: unknown): Refusal =>
  typeof expiry === "object" && expiry !== null
    ? invalidValue(
        "expires_after",
        "Invalid 'expires_after': expected anchor 'created_at' and whole seconds, 10 to 7200."
      )
    : wrong("expires_after", expiry)

const wrong = (param: string, value: unknown): Refusal =>
  value === undefined
    ? refuse("missing_required_parameter", `Missing required parameter: '${param}'.`, param)
    : invalidValue(param, `Invalid value for '${param}'.`)

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
