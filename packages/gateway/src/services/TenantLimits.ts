/** What a tenant may use at once and in a time, counted over all nodes. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { EngineUnavailable } from "../GatewayError.ts"
import type { Token } from "../Token.ts"

/** One session of a tenant. Places of dead nodes do not count. */
export interface Place {
  readonly tenant: Token
  readonly sid: Token
  readonly node: Token
}

/** A limit of use: at most `amount` in each window. */
export interface Rate {
  readonly amount: number
  readonly windowMs: number
}

export class TenantLimits extends Context.Service<
  TenantLimits,
  {
    /**
     * Takes a place for a session. Returns false if the tenant has `limit` already. Never admits more than `limit`, however many
     * arrive at once. A session that has a place keeps it and may take it on another node.
     */
    readonly admit: (place: Place, limit: number) => Effect.Effect<boolean, EngineUnavailable>
    /** Gives the place back. A place that another node has taken over stays. */
    readonly release: (place: Place) => Effect.Effect<void, EngineUnavailable>
    /**
     * Takes `amount` of what a tenant may use of `meter` in the window. Returns false, and takes nothing, if that is more than is
     * left. A node may take ahead for its next calls, so a tenant may be refused a few percent early, but never late.
     */
    readonly spend: (
      tenant: Token,
      meter: Token,
      amount: number,
      rate: Rate
    ) => Effect.Effect<boolean, EngineUnavailable>
  }
>()("@antiphon/gateway/TenantLimits") {}
