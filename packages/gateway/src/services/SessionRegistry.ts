/** The list of sessions. It is a view for people and for the sweeper, and decides nothing. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { EngineUnavailable } from "../GatewayError.ts"
import type { Token } from "../Token.ts"

/** What the list says of a session. It is written when a session is claimed, suspended or ended, and not in between. */
export interface SessionRecord {
  readonly sid: Token
  readonly tenant: Token
  /** The node that wrote the record. */
  readonly node: Token
  readonly epoch: number
  /** `live` counts only as long as the node is there. */
  readonly state: "live" | "suspended" | "ended"
  /** Milliseconds since 1970 at which it came into this state. */
  readonly since: number
  readonly model: string
}

export class SessionRegistry extends Context.Service<
  SessionRegistry,
  {
    /** Writes the record, unless one of a later epoch stands there. Returns whether it was written. */
    readonly put: (record: SessionRecord) => Effect.Effect<boolean, EngineUnavailable>
    readonly get: (sid: Token) => Effect.Effect<Option.Option<SessionRecord>, EngineUnavailable>
    /** All records, or those of a tenant, in no order. */
    readonly list: (filter?: {
      readonly tenant?: Token
    }) => Effect.Effect<ReadonlyArray<SessionRecord>, EngineUnavailable>
    readonly remove: (sid: Token) => Effect.Effect<void, EngineUnavailable>
  }
>()("@antiphon/gateway/SessionRegistry") {}
