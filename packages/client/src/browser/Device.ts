/** The devices of a page as the client shows them, and their errors. */
import type { DeviceError, DeviceState } from "@antiphon/audio"
import type { On } from "../session/makeListeners.ts"
import { RealtimeError, type RealtimeErrorCode } from "../RealtimeError.ts"

/** The events of a speaker, by name. */
export interface SpeakerEvents {
  /** Nothing plays from here on, because a phone call, another app or a policy has taken the page's audio. */
  readonly suspended: undefined
  /** It plays again from where it was. */
  readonly resumed: undefined
}

/** Audio of the user that the session never received. */
export interface Dropped {
  readonly ms: number
  /** Why it could not be sent, or `undefined` if it waited too long for a connection. */
  readonly error: unknown
}

/** The events of a microphone, by name. */
export interface MicrophoneEvents extends SpeakerEvents {
  readonly dropped: Dropped
  /** The device was unplugged or stopped, or its permission was withdrawn. The message says which. */
  readonly ended: RealtimeError
}

/** A device of the page, which the system may take and return. */
export interface Device<Events> extends AsyncDisposable {
  /** `suspended` while the system has taken it, or before the first touch of the page. */
  readonly state: DeviceState
  /** Subscribes to one kind of event and returns a function that unsubscribes. */
  readonly on: On<Events>
  /**
   * Asks the browser to run the device. The device resumes by itself as soon as the browser allows. Some browsers
   * require a click, so call this from a button.
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

/** What the names of the platform's errors mean. */
export const deviceReasons: Readonly<Record<string, DeviceError["reason"]>> = {
  NotAllowedError: "Denied",
  SecurityError: "Denied",
  NotFoundError: "NotFound",
  OverconstrainedError: "NotFound"
}

export const fromDevice = (error: DeviceError): RealtimeError =>
  new RealtimeError(codes[error.reason], error.message, {}, { cause: error })
