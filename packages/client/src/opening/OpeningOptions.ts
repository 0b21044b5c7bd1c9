import type { Transport } from "@antiphon/core"
import type { Key } from "./readKey.ts"

/** What every kind of session takes. */
export interface OpeningOptions {
  /**
   * An API key, or in a page an ephemeral one (`ek_…`); or a function that gives one, asked at each connection. Defaults to
   * `OPENAI_API_KEY` of the environment.
   */
  readonly key?: Key | undefined
  /** How the key is shown. `bearer` is for OpenAI and Entra tokens, `api-key` for keys of Azure. Defaults to `bearer`. */
  readonly authorization?: "bearer" | "api-key"
  /** Defaults to OpenAI's. `ws`, `wss`, `http` and `https`, with or without a closing `/realtime`; a key goes unencrypted only to this machine. */
  readonly url?: string | undefined
  /**
   * What carries the events: `make()` of any transport package. Defaults to `@antiphon/transport-websocket`, which in pages
   * lets no key through that is not ephemeral.
   */
  readonly transport?: Transport["Service"]
  /** How long the key, the greeting and each answer may take, in ms. Defaults to 10 000. */
  readonly timeoutMs?: number
  /** Aborted, it ends the opening, and later the session. */
  readonly signal?: AbortSignal
}
