/** The compliance suite on the browser's own calls. Bundled and run in Chromium. */
import { type Connection, Endpoint } from "@antiphon/core"
import { type Adapter, type Note, type Report, run, type Setup } from "@antiphon/transport-compliance"
import { make, type WebRtcOptions } from "@antiphon/transport-webrtc/browser"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import type { Bases } from "./control.ts"
import { counted, held } from "./held.ts"
import { nodePeer } from "./nodePeer.ts"
import { plainPeer } from "./plainPeer.ts"

const maxEventBytes = 64 * 1024

const connect = ({ codec, highWaterBytes, inbox, patience }: Setup, base: string, options: WebRtcOptions = {}) =>
  make({
    maxEventBytes,
    highWaterBytes,
    inbox,
    microphone: "none",
    peerConnection: counted,
    // On a busy machine the last packet of a close may be lost. Such a close ends by its timeout, as a user's does.
    closeTimeout: Duration.min(patience.close, Duration.seconds(15)),
    drainTimeout: patience.dead,
    deadlines: { exchange: patience.open },
    ...options
  }).connect({
    ...Endpoint.conversation({ base, model: "m", credential: Redacted.make("ek_test") }),
    incoming: codec,
    outgoing: codec
  })

const common = {
  capabilities: { audio: "tracks", maxEventBytes, deadPeer: "consent" },
  held,
  // The page, its audio clock and the far end share a machine that may be busy. The deadline ends what hangs.
  deadline: "30 seconds"
} as const

const toPlain: Adapter = {
  ...common,
  name: "Chromium, calling a plain peer connection",
  open: (setup) =>
    Effect.gen(function* () {
      const { exchange, peer } = yield* Scope.provide(plainPeer, setup.peerScope)
      const connection: Connection<Note, Note> = yield* connect(setup, "", { exchange })
      return { connection, peer: yield* peer }
    })
}

let opened = 0

const toNode = (bases: Bases): Adapter => ({
  ...common,
  name: "Chromium, calling Node",
  open: (setup) =>
    Effect.gen(function* () {
      const id = `call${++opened}`
      const { peer, ready } = yield* Scope.provide(nodePeer(bases.control, id), setup.peerScope)
      yield* Effect.promise(() => ready(1))
      const connection: Connection<Note, Note> = yield* connect(setup, `${bases.node}/${id}`)
      yield* Effect.promise(() => ready(2))
      return { connection, peer }
    }),
  refused: (setup) => connect(setup, bases.refusing),
  unauthorized: (setup) => connect(setup, bases.unauthorized),
  unanswered: (setup) => connect(setup, bases.silent)
})

declare global {
  interface Window {
    /** Runs the suite and gives the report; without bases against a plain peer connection. */
    comply: (bases?: Bases) => Promise<Report>
  }
}

window.comply = (bases) => Effect.runPromise(run(bases === undefined ? toPlain : toNode(bases)))
