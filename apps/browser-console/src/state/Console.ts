/** The state of the page as one value. */
import { activeResponse, initial, type SessionState } from "@antiphon/session"
import { type Captions, noCaptions } from "./Captions.ts"
import { append, type EventLog, emptyLog } from "./EventLog.ts"
import { type Latency, noLatency, step } from "./Latency.ts"
import { type Playout, silentPlayout } from "./Playout.ts"
import type { Settings } from "./Settings.ts"
import { noneStopped, type Stopped, stoppedAfter } from "./Stopped.ts"
import type { Tapped } from "./Tapped.ts"
import { silentUplink, type Uplink } from "./Uplink.ts"

/** The connection of the page. */
export type Link =
  | { readonly _tag: "Idle" }
  | { readonly _tag: "Connecting"; readonly about: string }
  | { readonly _tag: "Open"; readonly about: string }
  /** The connection was lost, and another one is opened. */
  | { readonly _tag: "Reconnecting"; readonly about: string; readonly attempt: number }
  /** The connection ended, or did not open. */
  | { readonly _tag: "Ended"; readonly why: string; readonly isFailure: boolean }

/** The user's voice. */
export type VoiceState =
  | { readonly _tag: "Off" }
  | { readonly _tag: "Opening" }
  | { readonly _tag: "Live"; readonly kind: "microphone" | "sample"; readonly isMuted: boolean }
  | { readonly _tag: "Unavailable"; readonly why: string }

/** Everything that the page draws. */
export interface ConsoleState {
  /** Whether there is a connection, and how it ended. */
  readonly link: Link
  /** The source of the user's voice. */
  readonly voice: VoiceState
  /** The conversation as the server described it. */
  readonly session: SessionState
  /** The events of both directions. */
  readonly log: EventLog
  /** How long each answer took to begin. */
  readonly latency: Latency
  /** The answers that were stopped before they were heard. */
  readonly stopped: Stopped
  /** What the model said, and how far the user heard it. */
  readonly playout: Playout
  /** How much of the user's voice was sent. */
  readonly uplink: Uplink
  /** The page's captions of turns that have no transcript. */
  readonly captions: Captions
  /** The settings that the server accepted last, or `undefined`. */
  readonly applied: Settings | undefined
  /** What a reconnection could not keep, in words, or `undefined`. */
  readonly notice: string | undefined
  /** The last problem, or `undefined` once it was dismissed. */
  readonly problem: { readonly message: string; readonly param: string | undefined } | undefined
}

/** The state before the first session. */
export const idle: ConsoleState = {
  link: { _tag: "Idle" },
  voice: { _tag: "Off" },
  session: initial,
  log: emptyLog,
  latency: noLatency,
  stopped: noneStopped,
  playout: silentPlayout,
  uplink: silentUplink,
  captions: noCaptions,
  applied: undefined,
  notice: undefined,
  problem: undefined
}

/** The state after some events passed. */
export const passed = (
  state: ConsoleState,
  events: ReadonlyArray<Tapped>,
  known: Pick<ConsoleState, "session" | "playout" | "uplink">
): ConsoleState => {
  const { playout, session, uplink } = known
  const isSame = session === state.session && playout === state.playout && uplink === state.uplink
  if (events.length === 0 && isSame) return state
  return {
    ...state,
    ...known,
    log: append(state.log, events),
    latency: events.reduce(step, state.latency),
    stopped: events.reduce(stoppedAfter, state.stopped)
  }
}

/** Whether there is a session, connected or about to be again. */
export const isLive = ({ _tag }: Link): boolean => _tag === "Open" || _tag === "Reconnecting"

/** Whether the model speaks or is about to, so that there is something to interrupt. */
export const isSounding = ({ playout, session }: ConsoleState): boolean =>
  activeResponse(session) !== undefined ||
  [...session.responses.values()].some(({ playback }) => playback === "playing") ||
  [...playout.speeches.values()].some(({ heardMs, settled, totalMs }) => !settled && heardMs < totalMs)
