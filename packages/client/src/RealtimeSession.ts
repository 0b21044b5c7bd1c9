import type { ConversationItem, ResponseCreateParams, Session as SessionConfig, SessionRequest } from "@antiphon/core"
import type { Interruption, SessionState } from "@antiphon/session"
import type { On } from "./listeners.ts"
import type { RealtimeError } from "./RealtimeError.ts"
import type { RealtimeResponse } from "./RealtimeResponse.ts"

/** A conversation over an open connection. What its methods throw is always a {@link RealtimeError}. */
export interface RealtimeSession extends AsyncDisposable {
  /** What is known now; read it with the selectors of `@antiphon/session`. */
  readonly state: SessionState
  /**
   * Responses as they begin. Every loop starts with the oldest that is retained (the last 64 are). It ends when the
   * session is closed here, and throws why when the connection ends in another way.
   */
  readonly responses: AsyncIterable<RealtimeResponse>
  /** Why the connection ended; never rejects. */
  readonly closed: Promise<RealtimeError>

  /**
   * Calls the listener at each event of a type, until the function that it gives back is called. Benign refusals, and the
   * events of responses that nobody wants any more, are told to nobody.
   */
  readonly on: On

  /** Adds what the user typed, and asks for the answer; resolves once that has begun. */
  sendText(text: string): Promise<{ readonly itemId: string; readonly response: RealtimeResponse }>
  /**
   * Adds to the user's audio: PCM16 mono at the rate of the session's input format (24 kHz, or 8 kHz where it is G.711).
   * Resolves once the connection takes it; the server does not answer.
   */
  sendAudio(samples: Int16Array): Promise<void>
  /** Ends the user's turn by hand; gives the id of the item that it becomes. Below 100 ms of audio it is `unfit`. */
  commit(): Promise<string>
  /** Asks for a response; resolves once it has begun. Behind one that runs it waits, at most 2 min. */
  createResponse(params?: ResponseCreateParams): Promise<RealtimeResponse>
  /** Stops the model: the speaker, what runs, what waits; and tells the server what was heard. */
  interrupt(): Promise<Interruption>
  /** Changes the configuration; gives the whole of it as it is from then on. */
  configure(session: SessionRequest): Promise<SessionConfig>
  /** Puts an item at the end, or behind another (`root`: at the start); gives it as the server has it. */
  addItem(item: ConversationItem, after?: string): Promise<ConversationItem>
  deleteItem(itemId: string): Promise<void>
  /** The item as the server has it, with its audio. */
  retrieveItem(itemId: string): Promise<ConversationItem>

  /** Closes the connection with 1000; resolves once it is closed. Closed already, it does nothing. */
  close(): Promise<void>
}
