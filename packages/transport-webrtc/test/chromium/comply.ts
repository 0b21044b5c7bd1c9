/** The compliance suite on a call between this transport and a plain peer connection of the same page. */
import { type Connection, Endpoint } from "@antiphon/core"
import { type Adapter, type Note, type Report, run, type Setup } from "@antiphon/transport-compliance"
import { make, type WebRtcOptions } from "@antiphon/transport-webrtc/browser"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { counted, held } from "./held.ts"
import { plainPeer } from "./plainPeer.ts"

const maxEventBytes = 64 * 1024

const connect = ({ codec, highWaterBytes, inbox }: Setup, base: string, options: WebRtcOptions = {}) =>
  make({
    maxEventBytes,
    highWaterBytes,
    inbox,
    microphone: "none",
    peerConnection: counted,
    closeTimeout: "1 second",
    drainTimeout: "2 seconds",
    deadlines: { exchange: "1 second" },
    ...options
  }).connect({
    ...Endpoint.conversation({ base, model: "m", credential: Redacted.make("ek_test") }),
    incoming: codec,
    outgoing: codec
  })

const adapter = (bases: Bases): Adapter => ({
  name: "Chromium, calling a plain peer connection",
  capabilities: { audio: "tracks", maxEventBytes, deadPeer: "consent" },
  open: (setup) =>
    Effect.gen(function* () {
      const { exchange, peer } = yield* plainPeer
      const connection: Connection<Note, Note> = yield* connect(setup, "", { exchange })
      return { connection, peer: yield* peer }
    }),
  refused: (setup) => connect(setup, bases.refusing),
  unauthorized: (setup) => connect(setup, bases.unauthorized),
  unanswered: (setup) => connect(setup, bases.silent),
  held
})

/** Where openings fail. */
export interface Bases {
  readonly refusing: string
  readonly unauthorized: string
  readonly silent: string
}

declare global {
  interface Window {
    /** Runs the suite and gives the report. */
    comply: (bases: Bases) => Promise<Report>
  }
}

window.comply = (bases) => Effect.runPromise(run(adapter(bases)))
