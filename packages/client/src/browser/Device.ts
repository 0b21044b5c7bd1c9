/** The devices of a page as the client shows them, and their errors. */
import type { DeviceError, DeviceState } from "@antiphon/audio"
import type { On } from "../session/makeListeners.ts"
import { RealtimeError, type RealtimeErrorCode } from "../RealtimeError.ts"

/** What a speaker tells, by name. */
export interface SpeakerEvents {
  /** Nothing plays from here on: a phone call, another app or a policy has taken the page's audio. */
  readonly suspended: undefined
  /** It plays again, from where it was. */
  readonly resumed: undefined
}

/** Audio of the user that the session never got. */
export interface Dropped {
  readonly ms: number
  /** Why it could not be sent; undefined if it waited too long for a connection. */
  readonly error: unknown
}

/** What a microphone tells, by name. */
export interface MicrophoneEvents extends SpeakerEvents {
  readonly dropped: Dropped
  /** It is gone: unplugged, its permission withdrawn, or stopped. The message says which. */
  readonly ended: RealtimeError
}

/** A device of the page that the system may take and give back. */
export interface Device<Events> extends AsyncDisposable {
  /** `suspended` while the system has taken it, or before the first touch of the page. */
  readonly state: DeviceState
  /** Calls the listener at each event of a name, until the function that it gives back is called. */
  readonly on: On<Events>
  /**
   * Asks for it to run. It is resumed by itself as soon as the browser allows, so that this is for a button: some browsers
   * want a click.
   */
  resume(): Promise<void>
  close(): Promise<void>
}

export const speakerEvents = ["suspended", "resumed"] as const
export const microphoneEvents = [...speakerEvents, "dropped", "ended"] as const

const codes: Record<DeviceError["reason"], RealtimeErrorCode> = {
  Unsupported: "unsupported",
  Denied: "denied",
  NotFound: "no_device",
  WorkletFailed: "device_failed",
  Failed: "device_failed"
}

export const fromDevice = (error: DeviceError): RealtimeError =>
  new RealtimeError(codes[error.reason], error.message, {}, { cause: error })
