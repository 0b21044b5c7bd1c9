/** Which nodes are there. A hint for lists, limits and the sweeper. The log alone decides who owns a session. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { EngineUnavailable } from "../GatewayError.ts"
import type { Token } from "../Token.ts"

/** How often a node announces itself, in milliseconds. */
export const heartbeatMs = 3_000
/** After this many milliseconds without an announcement a node counts as dead. */
export const nodeExpiryMs = 10_000

/** What a node says of itself. */
export interface NodeRecord {
  readonly node: Token
  /** The sessions that it owns. */
  readonly sessions: number
  /** It takes no new sessions and hands over those that it has. */
  readonly draining: boolean
  /** Milliseconds since 1970 at which it started. */
  readonly startedAt: number
}

export class Nodes extends Context.Service<
  Nodes,
  {
    /** Says that the node is there. The record is forgotten after {@link nodeExpiryMs}. */
    readonly announce: (record: NodeRecord) => Effect.Effect<void, EngineUnavailable>
    /** Removes the node at once. */
    readonly leave: (node: Token) => Effect.Effect<void, EngineUnavailable>
    /** The nodes that have announced themselves within {@link nodeExpiryMs}. */
    readonly list: Effect.Effect<ReadonlyArray<NodeRecord>, EngineUnavailable>
  }
>()("@antiphon/gateway/Nodes") {}
