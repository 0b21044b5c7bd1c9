/** The connection that a session is on, with what belongs to it alone. */
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import type * as Deferred from "effect/Deferred"
import type * as Scope from "effect/Scope"
import type { Outbox } from "./Outbox.ts"

/** A connection of a session. */
export type Open = Connection<ServerEvent, ClientEvent>

/** The connection that the conversation is on. */
export interface Link {
  readonly connection: Open
  readonly outbox: Outbox
  readonly scope: Scope.Scope
  /** Why the conversation is not on it any more. */
  readonly over: Deferred.Deferred<TransportError>
  /** Whether the speaker has its tracks. */
  isPlaying: boolean
}
