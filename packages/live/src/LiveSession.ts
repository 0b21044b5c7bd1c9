/** A Live session over an open connection, and its options. */
import type { Decoded, TransportError } from "@antiphon/core"
import type { ToolOptions } from "@antiphon/session"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { LiveEnd } from "./LiveEnd.ts"
import type { LiveError } from "./LiveError.ts"
import type { LiveAnswer, LiveState, LiveTurn } from "./machine/LiveMachine.ts"
import type * as Live from "@antiphon/core/live"

/** Work that the model handed to the client. It has no text of its own, so read the turns. */
export interface LiveWork {
  /** The `delegation_id`. */
  readonly id: string
  /** The place in the session, in ms, or `undefined` if the server sent none. */
  readonly offsetMs: number | undefined
  /** What was said so far, first to last. */
  readonly turns: ReadonlyArray<LiveTurn>
  /** Answers with a lasting rule. */
  readonly instructions: (text: string) => Effect.Effect<LiveAnswer, LiveError>
  /** Answers with context that the model does not speak. */
  readonly thinking: (text: string) => Effect.Effect<LiveAnswer, LiveError>
  /** Answers with something that the model says in its own words. */
  readonly commentary: (text: string) => Effect.Effect<LiveAnswer, LiveError>
}

/** Does the work. A text that it returns is said as commentary. If it fails, the model says that the work failed. */
export type Delegate = (work: LiveWork) => Effect.Effect<string | void, { readonly message: string }>

/** The options of a session. */
export interface LiveOptions {
  /**
   * The settings of `session.start`, or of the offer of a call. For a fork, its changes or `{}`. Absent for a sideband, which
   * starts nothing, and for a call whose offer goes through a server of yours.
   */
  readonly session?: Live.SessionStartConfig | undefined
  /** Does the work of client delegation. Without it, read `session.delegation.created` from the events. */
  readonly delegate?: Delegate | undefined
  /** How long a delegation may take. Defaults to 60 s. */
  readonly delegateTimeout?: Duration.Input | undefined
  /** The functions of a Responses model. They are added to its `tools`. */
  readonly tools?: ToolOptions | undefined
  /** How long a command waits for its answer. Defaults to 10 s. */
  readonly commandTimeout?: Duration.Input | undefined
  /** A longer pause begins a new turn. Defaults to 1.2 s. */
  readonly pause?: Duration.Input | undefined
}

/** A session that has started. It ends with its scope. */
export interface LiveSession {
  /** The state now. */
  readonly state: Effect.Effect<LiveState>
  /** The state after each change. A slow reader loses older states. */
  readonly changes: Stream.Stream<LiveState>
  /** The events of the server as they come. A reader that is 4096 behind loses the oldest. */
  readonly events: Stream.Stream<Decoded<Live.ServerEvent>>
  /**
   * The model's stream as PCM16 at the session's rate, silence included. A reader that is 4096 behind loses the oldest. In a
   * call it has 24 kHz and one reader.
   */
  readonly audio: Stream.Stream<Int16Array>
  /** Sends the caller's audio at the session's rate, in a call at 24 kHz. Send silence too. It has no answer. */
  readonly sendAudio: (samples: Int16Array) => Effect.Effect<void, LiveError>
  /** Adds a lasting rule. */
  readonly instructions: (text: string, delegationId?: string) => Effect.Effect<LiveAnswer, LiveError>
  /** Adds context that the model does not speak. */
  readonly thinking: (text: string, delegationId?: string) => Effect.Effect<LiveAnswer, LiveError>
  /** Adds something that the model says in its own words. */
  readonly commentary: (text: string, delegationId?: string) => Effect.Effect<LiveAnswer, LiveError>
  /** Sends the model silence in place of the caller. */
  readonly mute: Effect.Effect<LiveAnswer, LiveError>
  /** Sends the model the caller again. */
  readonly unmute: Effect.Effect<LiveAnswer, LiveError>
  /** Plays a recording of 24 kHz PCM16, at most 30 s, and waits until it was played. */
  readonly playFixture: (samples: Int16Array) => Effect.Effect<LiveAnswer, LiveError>
  /** Changes the settings of the delegation or the triggers. */
  readonly update: (session: Live.SessionUpdateConfig) => Effect.Effect<LiveAnswer, LiveError>
  /** Says how far the speaker has played the stream, in ms since the start. See `heardOf`. */
  readonly played: (ms: number) => Effect.Effect<void>
  /** Sends any event as it is, e.g. of decisions. Read its answer from the events. */
  readonly send: (event: Live.ClientEvent) => Effect.Effect<void, LiveError>
  /** Sends `session.close`, waits for `session.closed`, and closes the connection. Says so if the answer did not come. */
  readonly close: Effect.Effect<LiveEnd>
  /** Waits for the end. */
  readonly ended: Effect.Effect<LiveEnd>
}

/** Why a session could not begin. */
export type OpeningError = LiveError | TransportError
