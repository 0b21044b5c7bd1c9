/** What a node does with its sessions. */
import type * as Deferred from "effect/Deferred"
import type { Lost } from "@antiphon/session"
import type { Peer } from "../relay/Peer.ts"
import type { Claim } from "../services/SessionLog.ts"

/** How a client joins. */
export interface Joining {
  /** Whether it gets `antiphon.*` events and may resume. */
  readonly speaksAntiphon: boolean
  readonly resumed: boolean
  readonly lost: ReadonlyArray<Lost>
}

/** A session that this node owns. */
export interface LiveSession {
  readonly claim: Claim
  readonly isOver: boolean
  /** Succeeds when everything is written and given back. */
  readonly settled: Deferred.Deferred<void>
  /** Joins a client. Another client that is still there is closed with 4409. */
  attach(client: Peer, how: Joining): void
  /** Hands the session over at the next moment between turns. */
  move(): void
  /** Hands the session over now, whatever is being said. */
  moveNow(): void
  /** Called each second. */
  tick(now: number): void
}
