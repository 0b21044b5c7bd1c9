import * as Effect from "effect/Effect"
import { type Ends, pairOf } from "@antiphon/core/testing"
import type { Adapter, Peer } from "@antiphon/transport-compliance"

/** The in-memory pair as the suite sees it, in both modes and from both ends. */
export const memory = (audio: "events" | "tracks", side: "client" | "server" = "client"): Adapter => {
  const maxEventBytes = 64 * 1024
  return {
    name: `in memory (${side}, audio in ${audio})`,
    capabilities: { audio, maxEventBytes, deadPeer: "drain" },
    open: (setup) => {
      const own = { incoming: setup.codec, outgoing: setup.codec }
      const far = { incoming: setup.frames, outgoing: setup.frames }
      const ownOptions = {
        audio,
        maxEventBytes,
        inbox: setup.inbox,
        highWaterBytes: setup.highWaterBytes,
        drainDeadline: "1 second"
      } as const
      const farOptions = { audio }
      return side === "client"
        ? pairOf(own, far, ownOptions, farOptions).pipe(
            Effect.map(({ client, server, wire }) => ({
              connection: client,
              peer: peerOf(server, wire.toServer, wire.toClient, wire)
            })),
            // A pair closes its server first; here the end under test has to go first.
            Effect.tap(({ connection }) => Effect.addFinalizer(() => connection.close()))
          )
        : Effect.map(pairOf(far, own, farOptions, ownOptions), ({ client, server, wire }) => ({
            connection: server,
            peer: peerOf(client, wire.toClient, wire.toServer, wire)
          }))
    },
    deadline: "5 seconds"
  }
}

type Wire = Ends<string, string, string, string>["wire"]

const peerOf = (
  connection: Ends<string, string, string, string>["client"],
  toPeer: Wire["toServer"],
  fromPeer: Wire["toClient"],
  { drop }: Wire
): Peer => ({
  ...connection,
  binary: (frame) => Effect.sync(() => fromPeer.write(frame)),
  drop,
  stall: Effect.as(toPeer.stall, toPeer.resume)
})
