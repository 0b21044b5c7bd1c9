/** Everything that the machine remembers of one session. It is plain immutable data. */
import type * as Live from "@antiphon/core/live"
import type { LiveUsage } from "../Usage.ts"

/** What one speaker said without a long pause. */
export interface LiveTurn {
  /** Counts from 0 in the order in which the turns became known. */
  readonly id: number
  readonly speaker: "user" | "model"
  /** The words so far. */
  readonly text: string
  /** The place in the session where the words begin, in ms, or `undefined` if the server sent no times. */
  readonly startMs: number | undefined
  /** The place in the session where the words end so far. */
  readonly endMs: number | undefined
}

/** What went wrong in a session that goes on. */
export interface LiveNotice {
  /**
   * - `malformed` is a frame that is no event.
   * - `unfamiliar` is an event whose values of an unfamiliar shape were left out.
   * - `refused` is an error of the server that answers no command that waits.
   * - `audio` is audio that is not base64, and is not heard.
   * - `call` is a call of a function that was not run.
   */
  readonly kind: "malformed" | "unfamiliar" | "refused" | "audio" | "call"
  /** In words, at most 2000 characters. */
  readonly message: string
}

/** A command that waits for its answer. */
export interface Pending {
  readonly command: string
  /** The type of the event that answers it. */
  readonly answeredBy: string
  /** The time at which the wait ends, in epoch ms. */
  readonly deadline: number
  /** How long the wait is, for the error. */
  readonly waitMs: number
}

/** The calls of one response of the Responses model. */
export interface BackendWork {
  /** The ids of the calls, and whether each has its output. */
  readonly calls: ReadonlyMap<string, boolean>
  /** Whether the response ended, so that no more calls come. */
  readonly isOver: boolean
}

/** The state of a session. */
export interface LiveState {
  /** `closing` after `session.close` was sent, `ended` after the connection ended. */
  readonly phase: "starting" | "open" | "closing" | "ended"
  /** The session as the server reported it last, or `undefined` before the start. */
  readonly session: Live.SessionResource | undefined
  /** Whether the model receives silence in place of the caller. */
  readonly isMuted: boolean
  /** The turns by their beginning. The last 1000 are kept. */
  readonly turns: ReadonlyArray<LiveTurn>
  readonly nextTurn: number
  /** How far the speaker has played the model's stream, in ms since the start. */
  readonly heardMs: number
  readonly usage: LiveUsage
  /** The commands that wait, by `event_id`. At most 256 wait. */
  readonly pending: ReadonlyMap<string, Pending>
  /** The calls of the Responses model, by `delegation_id`. */
  readonly work: ReadonlyMap<string, BackendWork>
  /** The calls of work that is over, so that none runs twice. The last 256 are kept. */
  readonly finished: ReadonlySet<string>
  /** What went wrong. The last 100 are kept. */
  readonly notices: ReadonlyArray<LiveNotice>
  /** The types of the events that came before the start. The first 3 are kept. */
  readonly before: ReadonlyArray<string>
  /** The event that ended the session in order. */
  readonly closed: Live.SessionClosed | undefined
  /** When a close without an answer is given up, in epoch ms. */
  readonly closeBy: number | undefined
  readonly settings: LiveSettings
}

/** The numbers that a session runs by. */
export interface LiveSettings {
  /** How long a command waits for its answer. */
  readonly commandMs: number
  /** A longer pause begins a new turn. */
  readonly pauseMs: number
}
