/** A conversation over a connection: its state, its events, and commands that await what answers them. */
import type {
  ClientEvent,
  Connection,
  ConversationItem,
  McpApprovalRequestItem,
  ResponseCreateParams,
  ServerEvent,
  Session as SessionConfig,
  SessionRequest,
  TransportError,
  UnknownEvent
} from "@antiphon/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Policy } from "./Arbiter.ts"
import type { Interruption } from "./Interruptions.ts"
import type { Speaker } from "./Playback.ts"
import type { SessionError } from "./SessionError.ts"
import { initial, type ResponseState, type SessionState } from "./State.ts"
import { type LastingOptions, lastingSession } from "./lasting.ts"
import { openSession } from "./makeSession.ts"
import type { ReplayOptions } from "./replayPlan.ts"
import { resumeSession } from "./resume.ts"
import type { ToolOptions } from "./ToolRunner.ts"

export interface SessionOptions {
  /** Where the model's audio plays. Without one, read it from `events` (or the connection's media) and nothing is truncated. */
  readonly speaker?: Speaker
  /** What becomes of a request for a response while another runs; `queue` unless told. */
  readonly policy?: Policy
  /** How long the server may take to answer a command; 10 s unless told. */
  readonly deadline?: Duration.Input
  /** Runs the model's calls. Their definitions go into the configuration by {@link Session.configure}. */
  readonly tools?: ToolOptions
  /** Asked before a remote (MCP) call that wants approval; without it such calls wait in `events`. */
  readonly approveMcp?: (request: McpApprovalRequestItem) => Effect.Effect<boolean>
}

export interface Session {
  /** What is known now. */
  readonly state: Effect.Effect<SessionState>
  /** The state as it is, then the newest whenever the reader is ready; ends with the session. */
  readonly changes: Stream.Stream<SessionState>
  /**
   * Every event from the moment that the stream is run, but for those of responses that nobody wants any more and for
   * refusals that are benign races. A reader more than 16,384 events behind ends with `Overflow`; all end as the session does.
   */
  readonly events: Stream.Stream<ServerEvent | UnknownEvent, TransportError>
  /** Why the session ended: its connection did, and where it is a lasting one no other could be had. */
  readonly ended: Effect.Effect<TransportError>
  /** Closes the connection and ends the session. */
  readonly close: Effect.Effect<void>

  /** Adds what the user typed, and asks for the answer. */
  readonly sendText: (
    text: string
  ) => Effect.Effect<{ readonly itemId: string; readonly responseId: string }, SessionError>
  /**
   * The user's audio, PCM16 mono: in events at the rate of the session's input format (24 kHz, or 8 kHz where it is G.711),
   * in tracks at the rate of the connection's media. Waits while the connection is full; the server does not answer.
   */
  readonly sendAudio: (samples: Int16Array) => Effect.Effect<void, SessionError>
  /** Ends the user's turn by hand; gives the id of the item that it becomes. Below 100 ms of audio it is not sent. */
  readonly commit: Effect.Effect<string, SessionError>
  /** Makes the server forget the audio that it has made no turn of; the turn that is going on is dropped with it. */
  readonly clearInput: Effect.Effect<void, SessionError>
  /** Asks for a response; gives its id once it has begun. Interrupted, the request is withdrawn, however far it has come. */
  readonly createResponse: (params?: ResponseCreateParams) => Effect.Effect<string, SessionError>
  /** Waits for the end of a response, in whatever way; ends with what is known of it when the session ends. */
  readonly responseEnd: (responseId: string) => Effect.Effect<ResponseState | undefined>
  /** Stops the model in one call: speaker, running response, requests that wait, tools that run; and tells the server what was heard. */
  readonly interrupt: Effect.Effect<Interruption>
  /** Changes the configuration; gives the whole of it as it is from then on. */
  readonly configure: (session: SessionRequest) => Effect.Effect<SessionConfig, SessionError>
  /** Puts an item at the end, or behind another (`root`: at the start); gives it as the server has it. */
  readonly addItem: (item: ConversationItem, after?: string) => Effect.Effect<ConversationItem, SessionError>
  readonly deleteItem: (itemId: string) => Effect.Effect<void, SessionError>
  /** The item as the server has it, with its audio. */
  readonly retrieveItem: (itemId: string) => Effect.Effect<ConversationItem, SessionError>
}

/**
 * `Session.make(connection, options)`: the session over an open connection that speaks the GA vocabulary, once the server has
 * greeted it. It reads `connection.incoming`; nobody else may. The scope owns it, and the connection is its owner's. Fails
 * where no greeting comes in time, or where the model never speaks at the speaker's rate.
 *
 * `Session.lasting(connect, options)`: a session that outlives its connections. `connect` opens each of them and is asked
 * again, credentials included, after a loss and before the server ends the session; then the conversation is replayed as
 * {@link replayPlan} says and goes on: `state`, `changes` and `events` stay, commands wait for the new connection as long as
 * their deadline and then as long for their answer, and one `Resumed` notice lists what could not be kept. A response that was being made is as if interrupted.
 * Fails as `connect` does where the first connection cannot be had.
 *
 * `Session.resume(connection, before, options)`: the same conversation over one other connection, for those who open
 * connections themselves: replays the configuration and what {@link replayPlan} keeps of `before`.
 */
export const Session: {
  readonly make: (
    connection: Connection<ServerEvent, ClientEvent>,
    options?: SessionOptions
  ) => Effect.Effect<Session, SessionError, Scope.Scope>
  readonly lasting: <R>(
    connect: Effect.Effect<Connection<ServerEvent, ClientEvent>, TransportError, R>,
    options?: LastingOptions
  ) => Effect.Effect<Session, SessionError | TransportError, Exclude<R, Scope.Scope> | Scope.Scope>
  readonly resume: (
    connection: Connection<ServerEvent, ClientEvent>,
    before: SessionState,
    options?: SessionOptions & ReplayOptions
  ) => Effect.Effect<Session, SessionError, Scope.Scope>
} = {
  make: (connection, options = {}) => Effect.map(openSession(connection, options, initial), ({ session }) => session),
  lasting: (connect, options = {}) => lastingSession(connect, options),
  resume: (connection, before, options = {}) => resumeSession(connection, before, options)
}
