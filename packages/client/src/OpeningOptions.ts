import type { Transport } from "@antiphon/core"

/** What every kind of session takes. */
export interface OpeningOptions {
  /** An API key, or in a page an ephemeral one (`ek_…`); or what asks for one, at each connection anew. */
  readonly key: string | (() => Promise<string>)
  /** How the key is shown: `bearer` (default) for OpenAI and Entra tokens, `api-key` for keys of Azure. */
  readonly authorization?: "bearer" | "api-key"
  /** Default OpenAI's. `ws`, `wss`, `http` and `https`, with or without a closing `/realtime`; a key goes unencrypted only to this machine. */
  readonly url?: string | undefined
  /**
   * What carries the events: `make()` of any transport package. Default `@antiphon/transport-websocket`, which in pages
   * lets no key through that is not ephemeral.
   */
  readonly transport?: Transport["Service"]
  /** How long the key, the greeting and each answer may take, in ms; default 10 000. */
  readonly deadlineMs?: number
  /** Aborted, it ends the opening, and later the session. */
  readonly signal?: AbortSignal
}
