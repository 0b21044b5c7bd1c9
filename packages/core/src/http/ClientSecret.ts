/**
 * The bodies of requests for ephemeral keys, `POST /v1/realtime/client_secrets` and `POST
 * /v1/realtime/translations/client_secrets`.
 */
import * as Schema from "effect/Schema"
import { Session, SessionRequest } from "../shapes/Session.ts"
import { SessionTranslation, SessionTranslationCreate } from "../translation/shapes.ts"
import { nullish, open, optional, shape } from "../wire/Wire.ts"

/** How long the key opens sessions. A session lives on after its key has expired. */
export class ExpiresAfter extends shape<ExpiresAfter>()({
  /** The event from which the seconds count. */
  anchor: optional(open("created_at")),
  /** From 10 to 7200. Defaults to 600. */
  seconds: optional(Schema.Int)
}) {}

/** Requests a key. The connection may override the settings of the session. */
export class ClientSecretCreateRequest extends shape<ClientSecretCreateRequest>()({
  /** How long the key opens sessions. */
  expires_after: optional(ExpiresAfter),
  /** The settings of the sessions that the key opens. */
  session: optional(SessionRequest)
}) {}

/** A key that opens any number of sessions until it expires. */
export class ClientSecretCreateResponse extends shape<ClientSecretCreateResponse>()({
  /** The key, `ek_…`. Secret. */
  value: Schema.String,
  /** Epoch seconds. */
  expires_at: Schema.Finite,
  /** The settings of the sessions that the key opens. Servers other than OpenAI's may leave them out. */
  session: nullish(Session)
}) {}

/** Requests a key that opens translation sessions. */
export class TranslationClientSecretCreateRequest extends shape<TranslationClientSecretCreateRequest>()({
  /** The settings of the sessions that the key opens. */
  session: SessionTranslationCreate,
  /** How long the key opens sessions. */
  expires_after: optional(ExpiresAfter)
}) {}

/** A key that opens translation sessions. */
export class TranslationClientSecretCreateResponse extends shape<TranslationClientSecretCreateResponse>()({
  /** The key, `ek_…`. Secret. */
  value: Schema.String,
  /** Epoch seconds. */
  expires_at: Schema.Finite,
  /** The settings of the sessions that the key opens. */
  session: SessionTranslation
}) {}
