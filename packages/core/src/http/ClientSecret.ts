/** Ephemeral keys: `POST /v1/realtime/client_secrets` and `/v1/realtime/translations/client_secrets`. */
import * as Schema from "effect/Schema"
import { Session, SessionRequest } from "../shapes/Session.ts"
import { SessionTranslation, SessionTranslationCreate } from "../translation/shapes.ts"
import { open, optional, shape } from "../wire/Wire.ts"

/** How long the key opens sessions; a session that it opened lives on. */
export class ExpiresAfter extends shape<ExpiresAfter>()({
  /** What the seconds count from. */
  anchor: optional(open("created_at")),
  /** 10 to 7200, default 600. */
  seconds: optional(Schema.Int)
}) {}

/** Asks for a key. The session is a default that the connection may override. */
export class ClientSecretCreateRequest extends shape<ClientSecretCreateRequest>()({
  /** How long the key opens sessions. */
  expires_after: optional(ExpiresAfter),
  /** Settings that the key brings along. */
  session: optional(SessionRequest)
}) {}

/** A key that opens any number of sessions until it expires. */
export class ClientSecretCreateResponse extends shape<ClientSecretCreateResponse>()({
  /** `ek_…`. Secret. */
  value: Schema.String,
  /** Epoch seconds. */
  expires_at: Schema.Finite,
  /** Settings that the key brings along. */
  session: Session
}) {}

/** Asks for a key to translation sessions. */
export class TranslationClientSecretCreateRequest extends shape<TranslationClientSecretCreateRequest>()({
  /** Settings that the key brings along. */
  session: SessionTranslationCreate,
  /** How long the key opens sessions. */
  expires_after: optional(ExpiresAfter)
}) {}

/** A key to translation sessions. */
export class TranslationClientSecretCreateResponse extends shape<TranslationClientSecretCreateResponse>()({
  /** `ek_…`. Secret. */
  value: Schema.String,
  /** Epoch seconds. */
  expires_at: Schema.Finite,
  /** Settings that the key brings along. */
  session: SessionTranslation
}) {}
