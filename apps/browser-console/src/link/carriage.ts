/** What carries a conversation: the rest of the console does not know whether sound travels in events or in tracks. */
import type { ServerEvent, Transport } from "@antiphon/core"
import type { Speaker } from "@antiphon/session"
import type { Playout } from "../state/Playout.ts"
import type { Waves } from "../state/Waves.ts"
import { carryInEvents } from "./inEvents.ts"
import { carryInTracks } from "./inTracks.ts"

export type Carrier = "websocket" | "webrtc"

export const carriers: ReadonlyArray<{ readonly id: Carrier; readonly label: string }> = [
  { id: "websocket", label: "WebSocket" },
  { id: "webrtc", label: "WebRTC" }
]

/** Made for one connection. */
export interface Carriage {
  readonly transport: Transport["Service"]
  /** Where the session plays the model; absent where the platform does. */
  readonly speaker: Speaker | undefined
  /** Hears of each event just before the session does. */
  readonly received: (event: ServerEvent) => void
  /** What of the model was heard. */
  readonly playout: () => Playout
  /** Sends a microphone as it is; false where its samples are to be sent instead. */
  readonly carry: (microphone: MediaStream) => Promise<boolean>
  readonly close: () => Promise<void>
}

export interface CarriageOptions {
  readonly waves: Waves
  /** Milliseconds on the clock of the waves. */
  readonly now: () => number
  /** Told when {@link Carriage.playout} changed. */
  readonly changed: () => void
}

/** To be called from a click: only then may a page play. Rejects with why nothing can be heard here. */
export const carriageOf = (carrier: Carrier, options: CarriageOptions): Promise<Carriage> =>
  carrier === "webrtc" ? carryInTracks(options) : carryInEvents(options)
