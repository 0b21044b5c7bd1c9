/**
 * The connections that joined a session. They are greeted, may send what the first connection may send, and receive what
 * it receives except audio deltas. A slow one is closed, because it must not hold up the session.
 */
import type { ClientEvent, Connection, ServerEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { sendWithin } from "./sendWithin.ts"

/** The connection of a client that speaks GA. */
export type Peer = Connection<ClientEvent, ServerEvent>

/** How long a sideband may take an event. */
const relayTimeout = "1 second"

/** The sidebands of one session. Most sessions have none. */
export class Sidebands {
  #peers: Set<Peer> | undefined

  /** Adds a connection that was greeted. */
  add(peer: Peer): void {
    this.#peers = (this.#peers ?? new Set()).add(peer)
  }

  /** Removes a connection that has ended. */
  remove(peer: Peer): void {
    this.#peers?.delete(peer)
  }

  /** Sends an event to all that are there now. Returns `Effect.void` itself if none is. */
  relay(event: ServerEvent): Effect.Effect<void> {
    return this.#peers === undefined || this.#peers.size === 0
      ? Effect.void
      : Effect.forEach(this.#peers, (peer) => relayTo(peer, event), { concurrency: "unbounded", discard: true })
  }
}

/** Sends an event to one sideband. Its failure is not the session's. */
export const relayTo = (peer: Peer, event: ServerEvent): Effect.Effect<void> =>
  event.type === "response.output_audio.delta" ? Effect.void : Effect.ignore(sendWithin(peer, event, relayTimeout))
