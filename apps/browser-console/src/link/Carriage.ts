/** What carries a conversation. The rest of the console does not know whether audio travels in events or in tracks. */
import type { ServerEvent, Transport } from "@antiphon/core"
import type { SdpExchange } from "@antiphon/transport-webrtc"
import type { Speaker } from "@antiphon/session"
import type { Playout } from "../state/Playout.ts"
import type { Waves } from "../state/Waves.ts"
import type { DeviceChoice } from "./devices.ts"

/** The transports that the user can choose. */
export type Carrier = "websocket" | "webrtc"

/** The transports with their labels, in the order of the page. */
export const carriers: ReadonlyArray<{ readonly id: Carrier; readonly label: string }> = [
  { id: "websocket", label: "WebSocket" },
  { id: "webrtc", label: "WebRTC" }
]

/** Carries one connection. `close` ends its audio. */
export interface Carriage {
  /** The transport for the session. */
  readonly transport: Transport["Service"]
  /** Plays the model's audio for the session. `undefined` if the platform plays it. */
  readonly speaker: Speaker | undefined
  /** Call with each event just before the session receives it. */
  readonly received: (event: ServerEvent) => void
  /** How much of the model's audio was heard. */
  readonly playout: () => Playout
  /** Sends a microphone as a track. Returns `false` if its samples must be sent instead. */
  readonly carry: (microphone: MediaStream) => Promise<boolean>
  /** Chooses the loudspeaker and the volume of the model. */
  readonly useDevices: (choice: DeviceChoice) => Promise<void>
  /** How loud the model plays now, from 0 to 1. */
  readonly level: () => number
  /** Stops the audio and releases its devices. */
  readonly close: () => Promise<void>
}

/** What a carriage needs from the console. */
export interface CarriageOptions {
  /** Where the model's audio is drawn. */
  readonly waves: Waves
  /** Milliseconds on the clock of the waves. */
  readonly now: () => number
  /** Runs when {@link Carriage.playout} changed. */
  readonly changed: () => void
  /** Takes the offer of a call to its server. Defaults to `POST …/calls` with the key. */
  readonly exchange?: SdpExchange
}
