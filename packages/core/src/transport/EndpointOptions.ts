/** The options of every endpoint. */
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { TransportError } from "./TransportError.ts"

/** A key, or an effect that is run again for each connection. Keys expire, so its result is not remembered. */
export type Credential = Redacted.Redacted<string> | Effect.Effect<Redacted.Redacted<string>, TransportError>

/**
 * How a key travels.
 *
 * - `bearer` is for OpenAI, Entra tokens and most others.
 * - `api-key` is the header of Azure keys.
 * - `basic` is HTTP's. A key with a colon is a user and a password, and any other key is encoded already.
 * - `query` is `?api-key=`, for pages of Azure. The address then holds the key.
 * - `none` sends no key.
 * - A function returns the headers of the key.
 */
export type Authorization =
  | "bearer"
  | "api-key"
  | "basic"
  | "query"
  | "none"
  | ((key: Redacted.Redacted<string>) => Readonly<Record<string, string>>)

/** The options of every constructor. */
export interface EndpointOptions {
  /**
   * Defaults to `wss://api.openai.com/v1`. `ws`, `http` and `https` are accepted, with or without a closing
   * `/realtime`.
   */
  readonly base?: string
  /**
   * The whole address, in place of `base`. It is dialled as it stands. No path and no query is added, save `query` and
   * a key that travels there. Requests over HTTP go below its path.
   */
  readonly address?: string
  readonly credential?: Credential
  /** How the key travels. Defaults to `bearer`. */
  readonly authorization?: Authorization
  /** Headers of every request. A page's WebSocket cannot send any, and refuses them. */
  readonly headers?: Readonly<Record<string, string>>
  /** Keys that are added to the query of every address. */
  readonly query?: Readonly<Record<string, string>>
  /**
   * The subprotocols of a WebSocket, with the key if the server reads it there. Defaults to OpenAI's, `realtime` and
   * `openai-insecure-api-key.KEY`.
   */
  readonly subprotocols?: (key: Redacted.Redacted<string> | undefined) => ReadonlyArray<string>
  /** Whether a key is ephemeral. Defaults to keys that begin with `ek_`. */
  readonly isEphemeral?: (key: Redacted.Redacted<string>) => boolean
  /** `OpenAI-Organization`, the organization that pays. */
  readonly organization?: string
  /** `OpenAI-Project`, the project that pays. */
  readonly project?: string
  /** `OpenAI-Safety-Identifier`, a stable hash of the user. A page sends none, so set it where the key is minted. */
  readonly safetyIdentifier?: string
}
