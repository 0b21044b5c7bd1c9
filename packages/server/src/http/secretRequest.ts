/** The bodies that ask for a client secret, checked as strictly as client events. */
import {
  ClientEvent,
  ClientSecretCreateRequest,
  type ExpiresAfter,
  Translation,
  TranslationClientSecretCreateRequest
} from "@antiphon/core/schema"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { invalidValue, type Refusal, refuse } from "../machine/Refusal.ts"
import { unknownIn } from "../machine/strict.ts"
import { understand } from "../machine/understand.ts"
import type { SecretAccess } from "./Keys.ts"
import { invalidBeginning } from "./sessionSettings.ts"

/** A secret to be made: what it opens, and for how long. */
export interface SecretRequest<A extends SecretAccess = SecretAccess> {
  readonly access: A
  readonly seconds: number
}

/** What a secret for sessions opens. */
type SessionAccess = Extract<SecretAccess, { readonly _tag: "Session" }>
/** What a secret for translations opens. */
type TranslationAccess = Extract<SecretAccess, { readonly _tag: "Translation" }>

/** How long a secret lives that names no expiry. */
const defaultSeconds = 600

/** Whether a body has the shape of a request. */
const isRequest = Schema.is(ClientSecretCreateRequest)
/** Whether a body has the shape of a request for translations. */
const isTranslationRequest = Schema.is(TranslationClientSecretCreateRequest)

/** Reads a body for `/v1/realtime/client_secrets`. */
export const secretRequest = (body: object): Result.Result<SecretRequest<SessionAccess>, Refusal> => {
  if (!isRequest(body)) return Result.fail(whyNoRequest(body))
  const { expires_after, session } = body
  const refusal =
    unknownIn(ClientSecretCreateRequest.ast, body) ??
    (session === undefined ? undefined : invalidBeginning(session)) ??
    outOfRange(expires_after)
  return refusal === undefined
    ? Result.succeed({ access: { _tag: "Session", session }, seconds: expires_after?.seconds ?? defaultSeconds })
    : Result.fail(refusal)
}

/** Reads a body for `/v1/realtime/translations/client_secrets`. */
export const translationSecretRequest = (body: object): Result.Result<SecretRequest<TranslationAccess>, Refusal> => {
  if (!isTranslationRequest(body)) return Result.fail(whyNoTranslation(body))
  const { expires_after, session } = body
  const refusal = unknownIn(TranslationClientSecretCreateRequest.ast, body) ?? outOfRange(expires_after)
  return refusal === undefined
    ? Result.succeed({ access: { _tag: "Translation", session }, seconds: expires_after?.seconds ?? defaultSeconds })
    : Result.fail(refusal)
}

/** The session is at fault if it would be refused as an update. Otherwise the expiry is. */
const whyNoRequest = (body: object): Refusal => {
  const session = field(body, "session")
  const update = session === undefined ? undefined : ClientEvent.decodeValue({ type: "session.update", session })
  const understood = update && understand(ClientEvent, update)
  return understood !== undefined && Result.isFailure(understood)
    ? understood.failure
    : invalidExpiry(field(body, "expires_after"))
}

/** Names the field that is absent, or what is wrong with the settings. */
const whyNoTranslation = (body: object): Refusal => {
  const session = field(body, "session")
  const model = field(session, "model")
  if (typeof session !== "object" || session === null) return wrong("session", session)
  if (typeof model !== "string") return wrong("session.model", model)
  const update = { type: "session.update", session: { audio: field(session, "audio") } }
  const understood = understand(Translation.ClientEvent, Translation.ClientEvent.decodeValue(update))
  return Result.isFailure(understood) ? understood.failure : invalidExpiry(field(body, "expires_after"))
}

/** Refuses an expiry outside of 10 s to 2 h. */
const outOfRange = (expiry: ExpiresAfter | undefined): Refusal | undefined => {
  const { seconds = defaultSeconds } = expiry ?? {}
  return seconds < 10 || seconds > 7200
    ? invalidValue("expires_after.seconds", "Invalid value for 'expires_after.seconds': expected 10 to 7200.")
    : undefined
}

/** Refuses an expiry of the wrong shape. */
const invalidExpiry = (expiry: unknown): Refusal =>
  typeof expiry === "object" && expiry !== null
    ? invalidValue(
        "expires_after",
        "Invalid 'expires_after': expected anchor 'created_at' and whole seconds, 10 to 7200."
      )
    : wrong("expires_after", expiry)

/** Refuses a field that is absent or wrong. */
const wrong = (param: string, value: unknown): Refusal =>
  value === undefined
    ? refuse("missing_required_parameter", `Missing required parameter: '${param}'.`, param)
    : invalidValue(param, `Invalid value for '${param}'.`)

/** The own field of a value, or `undefined`. */
const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
