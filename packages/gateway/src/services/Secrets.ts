/** What the client secrets that we mint allow. The secret itself is never stored. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { EngineUnavailable } from "../GatewayError.ts"
import type { Token } from "../Token.ts"

/** What a secret allows. */
export interface Grant {
  readonly tenant: Token
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  /** The session that was asked for with the secret, a JSON value, or `undefined`. */
  readonly session?: unknown
}

export class Secrets extends Context.Service<
  Secrets,
  {
    /** Keeps a grant under the digest of its secret until it expires. */
    readonly keep: (digest: Token, grant: Grant) => Effect.Effect<void, EngineUnavailable>
    /** Returns a grant, or none if there is none or it has expired. */
    readonly find: (digest: Token) => Effect.Effect<Option.Option<Grant>, EngineUnavailable>
  }
>()("@antiphon/gateway/Secrets") {}
