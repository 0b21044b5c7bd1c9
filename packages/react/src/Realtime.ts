/** What `useRealtime` returns. */
import type { RealtimeError, RealtimeSession } from "@antiphon/client"
import type { Message } from "./messages.ts"
import type { Meters } from "./meters.ts"

/**
 * - `idle` before the first start.
 * - `connecting` until the microphone and the session are open.
 * - `connected` while the session is open.
 * - `reconnecting` while a lost connection is replaced. The last 30 s of the microphone wait for the next one.
 * - `ended` after `stop`, and after an end by the server that is no failure.
 * - `failed` with an `error`.
 */
export type Status = "idle" | "connecting" | "connected" | "reconnecting" | "ended" | "failed"

/** A conversation at one moment. Each part keeps its identity until it changes. */
export interface Snapshot {
  readonly status: Status
  /** The messages of both sides, first to last. They stay after the end, until the next start. */
  readonly messages: ReadonlyArray<Message>
  /** The message that is playing, or `undefined` if the model is silent. */
  readonly caption: Message | undefined
  readonly isUserSpeaking: boolean
  readonly isModelSpeaking: boolean
  /** The names of the functions that run now. */
  readonly runningTools: ReadonlyArray<string>
  readonly isMuted: boolean
  /** Whether the talk button is held. */
  readonly isTalking: boolean
  /** The microphones of this machine. They have no labels before the user allows one. */
  readonly microphones: ReadonlyArray<MediaDeviceInfo>
  /** The `deviceId` of the microphone in use. */
  readonly microphoneId: string | undefined
  /** The latest failure, also of a command, until `clearError` or the next start. */
  readonly error: RealtimeError | undefined
  /** The session of the client, for everything that is not here. */
  readonly session: RealtimeSession | undefined
}

/** The commands keep their identity. They never reject. A failure is the `error`. */
export interface RealtimeCommands {
  /** Opens the speaker, the session and the microphone. Call it from a click. Does nothing while one is open. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly sendText: (text: string) => Promise<void>
  /** Stops the model. */
  readonly interrupt: () => Promise<void>
  /** Mutes or unmutes the user. Defaults to the opposite of what is. */
  readonly mute: (isMuted?: boolean) => Promise<void>
  /** Uses another microphone, by its `deviceId`. */
  readonly selectMicrophone: (deviceId: string) => Promise<void>
  /** Interrupts the model and sends the microphone. For `pushToTalk`. */
  readonly press: () => Promise<void>
  /** Ends the turn and asks for the answer. For `pushToTalk`. */
  readonly release: () => Promise<void>
  readonly clearError: () => void
}

/** Props of a button that talks while it is held, by pointer or by the space bar. */
export interface TalkButton {
  readonly "aria-pressed": boolean
  readonly disabled: boolean
  readonly onPointerDown: () => void
  readonly onPointerUp: () => void
  readonly onPointerCancel: () => void
  readonly onPointerLeave: () => void
  readonly onKeyDown: (event: { readonly key: string; readonly repeat: boolean; preventDefault(): void }) => void
  readonly onKeyUp: (event: { readonly key: string }) => void
}

/** A conversation in a component. */
export interface Realtime extends Snapshot, RealtimeCommands {
  /** `<button {...talkButton}>` talks while it is held. */
  readonly talkButton: TalkButton
  /** For `useLevels`. */
  readonly meters: Meters
}

/** Before the first start, and on a server. */
export const idle: Snapshot = {
  status: "idle",
  messages: [],
  caption: undefined,
  isUserSpeaking: false,
  isModelSpeaking: false,
  runningTools: [],
  isMuted: false,
  isTalking: false,
  microphones: [],
  microphoneId: undefined,
  error: undefined,
  session: undefined
}
