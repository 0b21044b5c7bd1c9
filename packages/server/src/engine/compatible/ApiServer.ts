import type * as Redacted from "effect/Redacted"

/** A server that speaks one of OpenAI's REST APIs, and the model to ask it for. */
export interface ApiServer {
  /** The address up to the version, e.g. `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string
  /** The key, sent as `Authorization: Bearer`. */
  readonly apiKey?: Redacted.Redacted<string>
  /** The model to request. The session's own model is ignored. */
  readonly model: string
}
