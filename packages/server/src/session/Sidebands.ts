/**
 * The connections that joined a session. They are greeted, may send what the first connection may send, and receive what
 * it receives except audio deltas. A slow one is closed, because it must not hold up the session.
 */
import type { ClientEvent, Connection, ServerEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { sendWithin } from "./sendWithin.ts"

/** The connection of a client that speaks GA. */
export type Peer = Connection<ClientEvent, ServerEvent>

/** The sidebands of one session. */
export interface Sidebands {
  /** Adds a connection that was greeted. */
  readonly add: (peer: Peer) => void
  /** Removes a connection that has ended. */
  readonly remove: (peer: Peer) => void
  /** Sends an event to all that are there now. */
  readonly relay: (event: ServerEvent) => Effect.Effect<void>
}

/** How long a sideband may take an event. */
const relayTimeout = "1 second"

/** Makes an empty set of sidebands. */
export const makeSidebands = (): Sidebands => {
  // Most sessions have none.
  let peers: Set<Peer> | undefined
  return {
    add: (peer) => {
      peers = (peers ?? new Set()).add(peer)
    },
    remove: (peer) => void peers?.delete(peer),
    relay: (event) =>
      peers === undefined || peers.size === 0
        ? Effect.void
        : Effect.forEach(peers, (peer) => relayTo(peer, event), { concurrency: "unbounded", discard: true })
  }
}

/** Sends an event to one sideband. Its failure is not the session's. */
export const relayTo = (peer: Peer, event: ServerEvent): Effect.Effect<void> =>
  event.type === "response.output_audio.delta" ? Effect.void : Effect.ignore(sendWithin(peer, event, relayTimeout))
