import type * as Redacted from "effect/Redacted"

/** A server that speaks one of OpenAI's REST APIs, and the model to ask it for. */
export interface ApiServer {
  /** Up to and with the version, e.g. `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string
  /** Sent as `Authorization: Bearer`. */
  readonly apiKey?: Redacted.Redacted<string>
  /** Asked for whatever model the session names. */
  readonly model: string
}
