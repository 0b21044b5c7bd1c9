/** Joins two peers, so that each is read no faster than the other takes it. */
import { makeFlow } from "./flow.ts"
import type { Peer } from "./Peer.ts"

/** Called after a frame was handed on. */
export interface Flows {
  readonly toClient: () => void
  readonly toUpstream: () => void
  readonly stop: () => void
}

const nothing = (): void => {}

/** No peers are joined. */
export const unjoined: Flows = { toClient: nothing, toUpstream: nothing, stop: nothing }

/** `stalled` is called with the side that takes nothing. */
export const joinPeers = (client: Peer, upstream: Peer, stalled: (side: "client" | "upstream") => void): Flows => {
  const down = makeFlow(upstream, client, () => stalled("client"))
  const up = makeFlow(client, upstream, () => stalled("upstream"))
  return {
    toClient: down.check,
    toUpstream: up.check,
    stop: () => {
      down.stop()
      up.stop()
    }
  }
}
