/**
 * Peer connections whose packets of sound are lost and overtake each other: a seam between the network and the order.
 */
import type { PeerConnections } from "../../src/node.ts"
import { isRtcp } from "@antiphon/core/transport"
import { seeded } from "./speech.ts"

export interface Weather {
  readonly seed: number
  /** 0 to 1 */
  readonly loss: number
  /** Of the packets that come, which part is held back until this many others have come. */
  readonly late: number
  readonly by: number
}

export interface Lossy extends PeerConnections {
  readonly counts: () => { readonly came: number; readonly lost: number; readonly late: number }
}

export const lossy = (made: PeerConnections, { by, late, loss, seed }: Weather): Lossy => {
  const counts = { came: 0, lost: 0, late: 0 }
  return {
    counts: () => ({ ...counts }),
    make: (options) => {
      const random = seeded(seed)
      const held: Array<{ readonly packet: Uint8Array; until: number }> = []
      const { listener } = options
      const packet = (bytes: Uint8Array) => {
        if (isRtcp(bytes)) return listener.packet(bytes)
        counts.came += 1
        if (random() < loss) counts.lost += 1
        else if (random() < late) {
          counts.late += 1
          held.push({ packet: bytes, until: counts.came + by })
        } else listener.packet(bytes)
        while (held[0] !== undefined && held[0].until <= counts.came) listener.packet(held.shift()?.packet ?? bytes)
      }
      return made.make({ ...options, listener: { ...listener, packet } })
    }
  }
}
