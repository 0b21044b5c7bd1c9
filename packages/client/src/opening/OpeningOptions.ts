import type { Endpoint, Transport } from "@antiphon/core"
import type { Key } from "./readKey.ts"

/** Options of every kind of session. */
export interface OpeningOptions {
  /**
   * An API key, or in a page an ephemeral one (`ek_…`). It can be a function, which is called for each connection.
   * Defaults to `OPENAI_API_KEY` of the environment. A server on this machine needs none.
   */
  readonly key?: Key | undefined
  /**
   * How the key travels. Use `bearer` for OpenAI and Entra tokens and `api-key` for keys of Azure. Defaults to `bearer`.
   */
  readonly authorization?: Exclude<Endpoint.Authorization, Function>
  /**
   * The address of the server, as `ws`, `wss`, `http` or `https`, with or without a closing `/realtime`. Defaults to
   * OpenAI's. A key is sent unencrypted only to this machine.
   */
  readonly url?: string | undefined
  /**
   * The transport of the events, made by `make()` of any transport package. Defaults to
   * `@antiphon/transport-websocket`, which in pages refuses every key that is not ephemeral.
   */
  readonly transport?: Transport["Service"]
  /** How long the key, the greeting and each answer may take, in ms. Defaults to 10 000. */
  readonly timeoutMs?: number
  /** If aborted, ends the opening, and later the session. */
  readonly signal?: AbortSignal
}
