/** The session as its users see it. Types only. */
import type { ServerEvent, TransportError, UnknownEvent } from "@antiphon/core"
import type {
  ConversationItem,
  McpApprovalRequestItem,
  ResponseCreateParams,
  Session as SessionConfig,
  SessionRequest
} from "@antiphon/core/shapes"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Policy } from "./machine/ResponseArbiter.ts"
import type { Interruption } from "./Interruption.ts"
import type { Speaker } from "./Speaker.ts"
import type { SessionError } from "./SessionError.ts"
import type { ResponseState, SessionState } from "./state/SessionState.ts"
import type { ToolOptions } from "./Tool.ts"

/** How a session behaves. Every option may be left out. */
export interface SessionOptions {
  /** Plays the model's audio. Without one, read the audio from `events` or the connection's media. Nothing is truncated then. */
  readonly speaker?: Speaker
  /** What happens to a request for a response while another response runs. Defaults to `queue`. */
  readonly policy?: Policy
  /** How long the server may take to answer a command. Defaults to 10 s. */
  readonly commandTimeout?: Duration.Input
  /** Runs the model's calls. Their definitions go into the configuration by {@link Session.configure}. */
  readonly tools?: ToolOptions
  /** Decides whether a remote (MCP) call may run. Without it such calls wait for an item of the application's. */
  readonly approveMcp?: (request: McpApprovalRequestItem) => Effect.Effect<boolean>
}

/** A conversation with a server: its state, its events, and commands that succeed with what answers them. */
export interface Session {
  /** What is known now. */
  readonly state: Effect.Effect<SessionState>
  /** The state as it is, then the newest whenever the reader is ready. Ends when the session does. */
  readonly changes: Stream.Stream<SessionState>
  /**
   * What `select` takes of the state, as it is, then the newest whenever it is another one and the reader is ready. The state
   * changes with every piece of audio. A reader of one part of it costs nothing while that part stays the same.
   */
  readonly changesOf: <A>(select: (state: SessionState) => A) => Stream.Stream<A>
  /**
   * Every event from the moment that the stream is run. Events of withdrawn responses and refusals that are benign races are
   * left out. A reader more than 16,384 events behind ends with `Overflow`. All readers end as the session does.
   */
  readonly events: Stream.Stream<ServerEvent | UnknownEvent, TransportError>
  /** Succeeds with the reason once the session has ended. A reconnecting session ends when it can open no other connection. */
  readonly ended: Effect.Effect<TransportError>
  /**
   * Leaves the connection for another one, e.g. when the network has changed, and ends a wait before the next attempt. It does
   * not wait for the other connection, which a `Resumed` notice announces. Does nothing if the session has one connection only.
   */
  readonly reconnect: Effect.Effect<void>
  /** Closes the connection and ends the session. */
  readonly close: Effect.Effect<void>

  /** Adds what the user typed, and asks for the answer. */
  readonly sendText: (
    text: string
  ) => Effect.Effect<{ readonly itemId: string; readonly responseId: string }, SessionError>
  /**
   * Sends the user's audio, PCM16 mono. In events it has the rate of the session's input format, which is 24 kHz, or 8 kHz for
   * G.711. In tracks it has the rate of the connection's media. Waits while the connection is full. The server sends no answer.
   */
  readonly sendAudio: (samples: Int16Array) => Effect.Effect<void, SessionError>
  /** Ends the user's turn by hand. Returns the id of the item that it becomes. Not sent below 100 ms of audio. */
  readonly commit: Effect.Effect<string, SessionError>
  /** Makes the server forget the audio that it has made no turn of. The current turn is dropped with it. */
  readonly clearInput: Effect.Effect<void, SessionError>
  /** Asks for a response. Returns its id once it has begun. If the caller is interrupted, the response is cancelled. */
  readonly createResponse: (params?: ResponseCreateParams) => Effect.Effect<string, SessionError>
  /** Waits until a response has ended in any way. Returns what is known of it, also if the session ends first. */
  readonly responseEnd: (responseId: string) => Effect.Effect<ResponseState | undefined>
  /** Stops the speaker, the response, waiting requests and running tools, and makes the server forget what was not heard. */
  readonly interrupt: Effect.Effect<Interruption>
  /** Changes the configuration. Returns all of it as it is from then on. */
  readonly configure: (session: SessionRequest) => Effect.Effect<SessionConfig, SessionError>
  /** Adds an item at the end, behind another item, or at the start if `after` is `root`. Returns it as the server has it. */
  readonly addItem: (item: ConversationItem, after?: string) => Effect.Effect<ConversationItem, SessionError>
  readonly deleteItem: (itemId: string) => Effect.Effect<void, SessionError>
  /** The item as the server has it, with its audio. */
  readonly retrieveItem: (itemId: string) => Effect.Effect<ConversationItem, SessionError>
}
