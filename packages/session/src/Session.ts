/** A conversation over a connection: its state, its events, and commands that await what answers them. */
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

export interface SessionOptions {
  /** Where the model's audio plays. Without one, read it from `events` (or the connection's media) and nothing is truncated. */
  readonly speaker?: Speaker
  /** What becomes of a request for a response while another runs; `queue` unless told. */
  readonly policy?: Policy
  /** How long the server may take to answer a command; 10 s unless told. */
  readonly commandTimeout?: Duration.Input
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
  /** Why the session ended: its connection did, and where it is a reconnecting one no other could be had. */
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
