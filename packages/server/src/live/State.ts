/** Everything that the machine remembers of one Live session. It is plain immutable data. */
import type * as Live from "@antiphon/core/live"
import type { ContextItem } from "../engine/Contract.ts"
import type { Passage } from "../machine/codec.ts"

/** A session that was stored, as a fork finds it. */
export interface StoredSession {
  readonly session: Live.SessionResource
  readonly history: ReadonlyArray<ContextItem>
}

/** Words of the model, and the place in the speech at which they begin. */
export interface PlacedWords {
  readonly text: string
  /** Counts the samples of speech since the start of the session. */
  readonly at: number
}

/** Something to say. */
export type Job =
  /** The engine answers the conversation. */
  | { readonly _tag: "Respond" }
  /** The engine speaks a text. */
  | { readonly _tag: "Speak"; readonly text: string }

/** A fixture, and how much of it was sent. */
export interface Fixture {
  readonly samples: Int16Array
  readonly sent: number
  readonly eventId: string | null
}

/** The state of one session. */
export interface LiveState {
  readonly seed: string
  readonly serial: number
  /** `waiting` until `session.start`. */
  readonly phase: "waiting" | "open" | "closed"
  /** The stored session that this one goes on from, if it is a fork. */
  readonly source: StoredSession | undefined
  readonly session: Live.SessionResource
  /** Whether the audio travels in tracks, beside the events. The session starts with the call then. */
  readonly isCall: boolean
  /** The duration of a session. */
  readonly sessionMs: number
  /** The time of the start in epoch ms. Before the start, the time at which the connection opened. */
  readonly startedAt: number
  /** The samples of input since the start, at 24 kHz. */
  readonly appended: number
  /** The last input, for the turn that may begin in it. Its end is at `appended`. */
  readonly recent: ReadonlyArray<Int16Array>
  /** Where the caller's turn began, in samples, or `undefined` between turns. */
  readonly turnAt: number | undefined
  readonly isMuted: boolean
  /** The samples of output since the start, at 24 kHz. */
  readonly sent: number
  /** The speech that was not sent yet. */
  readonly speech: ReadonlyArray<Int16Array>
  /** The samples of speech that were queued and sent since the start. */
  readonly queued: number
  readonly spoken: number
  /** The words that were not sent yet. */
  readonly words: ReadonlyArray<PlacedWords>
  readonly fixture: Fixture | undefined
  /** What is said next. */
  readonly jobs: ReadonlyArray<Job>
  /** The number of the engine's run, and whether it runs. Chunks of an older one are ignored. */
  readonly run: number
  readonly isRunning: boolean
  /** The words of the run so far. */
  readonly saying: string
  /** How many turns the engine transcribed and answered. */
  readonly heard: number
  readonly answered: number
  /** The call that the engine writes. */
  readonly call: { readonly name: string; readonly id: string; readonly arguments: string } | undefined
  /** The delegations that the client may answer. */
  readonly delegations: ReadonlyArray<string>
  readonly history: ReadonlyArray<ContextItem>
  /** When the next usage is sent, in epoch ms. */
  readonly usageAt: number
  readonly passages: { readonly input: Passage; readonly output: Passage }
}
