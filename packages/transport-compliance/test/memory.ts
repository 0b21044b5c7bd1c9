import * as Effect from "effect/Effect"
import { type Ends, pairOf, type WireOptions } from "@antiphon/core/testing"
import type { Adapter, Peer } from "@antiphon/transport-compliance"

/** The in-memory pair as an adapter, in both modes and from both ends. `special` overrides what the suite asks for. */
export const memory = (
  audio: "events" | "tracks",
  side: "client" | "server" = "client",
  special: WireOptions = {}
): Adapter => {
  const maxEventBytes = 64 * 1024
  return {
    name: `in memory (${side}, audio in ${audio})`,
    capabilities: { audio, maxEventBytes, deadPeer: "drain" },
    open: ({ codec, frames, highWaterBytes, inbox, patience }) => {
      const own = { incoming: codec, outgoing: codec }
      const far = { incoming: frames, outgoing: frames }
      const set = { audio, maxEventBytes, inbox, highWaterBytes, drainTimeout: patience.dead, ...special } as const
      return side === "client"
        ? pairOf(own, far, set, { audio }).pipe(
            Effect.map(({ client, server, wire }) => ({
              connection: client,
              peer: peerOf(server, wire.toServer, wire.toClient, wire)
            })),
            // A pair closes its server first. Here the end under test has to close first.
            Effect.tap(({ connection }) => Effect.addFinalizer(() => connection.close()))
          )
        : Effect.map(pairOf(far, own, { audio }, set), ({ client, server, wire }) => ({
            connection: server,
            peer: peerOf(client, wire.toClient, wire.toServer, wire)
          }))
    },
    deadline: "5 seconds"
  }
}

type Frames = Ends<string, string, string, string>

const peerOf = (
  connection: Frames["client"],
  toPeer: Frames["wire"]["toServer"],
  fromPeer: Frames["wire"]["toClient"],
  { drop }: Frames["wire"]
): Peer => ({
  ...connection,
  binary: (frame) => Effect.sync(() => fromPeer.write(frame)),
  drop,
  stall: Effect.as(toPeer.stall, toPeer.resume)
})
