import type {
  ConversationItem,
  ResponseCreateParams,
  Session as SessionConfig,
  SessionRequest
} from "@antiphon/core/shapes"
import type { Interruption, SessionState, Usage } from "@antiphon/session"
import type { On, SessionEvents } from "./makeListeners.ts"
import type { RealtimeError } from "../RealtimeError.ts"
import type { RealtimeResponse } from "../responses/RealtimeResponse.ts"
import type { Samples } from "../boundary/samplesOf.ts"

/** What every command takes. */
export interface CommandOptions {
  /**
   * Aborted, the command rejects with `aborted` and is withdrawn as far as it can be: what waits is not sent, and a response
   * that was asked for is cancelled as it begins and is not heard. Other things that were sent may still take effect.
   */
  readonly signal?: AbortSignal
}

/** Where an item goes. */
export interface AddItemOptions extends CommandOptions {
  /** Behind this item; `root`: at the start. Default: at the end. */
  readonly after?: string
}

/** A conversation. What its methods throw is always a {@link RealtimeError}. */
export interface RealtimeSession extends AsyncDisposable {
  /** What is known now; read it with the selectors of `@antiphon/session`. */
  readonly state: SessionState
  /** What it cost so far, in tokens by modality; `cost` makes an amount of it. */
  readonly usage: Usage
  /**
   * Responses as they begin. Every loop starts with the oldest that is retained (the last 64 are). It ends when the
   * session is closed here, and throws why when it ends in another way.
   */
  readonly responses: AsyncIterable<RealtimeResponse>
  /** Why the session ended; never rejects. */
  readonly closed: Promise<RealtimeError>

  /**
   * Calls the listener at each event of a name, until the function that it gives back is called. Benign refusals, and the
   * events of responses that nobody wants any more, are told to nobody.
   */
  readonly on: On<SessionEvents>

  /** Adds what the user typed, and asks for the answer; resolves once that has begun. */
  sendText(
    text: string,
    options?: CommandOptions
  ): Promise<{ readonly itemId: string; readonly response: RealtimeResponse }>
  /**
   * Adds to the user's audio, mono at the rate of the session's input format: 24 kHz, or 8 kHz if it is G.711. Takes PCM16
   * samples or bytes, and floats as Web Audio has them, which are clipped to -1..1. Anything else is `invalid`. Resolves once
   * the connection takes it. The server does not answer.
   */
  sendAudio(samples: Samples, options?: CommandOptions): Promise<void>
  /** Ends the user's turn by hand; gives the id of the item that it becomes. Below 100 ms of audio it is `invalid`. */
  commit(options?: CommandOptions): Promise<string>
  /** Makes the server forget the audio that it has made no turn of. */
  clearInput(options?: CommandOptions): Promise<void>
  /** Asks for a response; resolves once it has begun. Behind one that runs it waits, at most 2 min. */
  createResponse(params?: ResponseCreateParams, options?: CommandOptions): Promise<RealtimeResponse>
  /** Stops the model: the speaker, what runs, what waits, the tools; and tells the server what was heard. */
  interrupt(): Promise<Interruption>
  /** Changes the configuration; gives the whole of it as it is from then on. The tools given to `connect` stay in it. */
  configure(session: SessionRequest, options?: CommandOptions): Promise<SessionConfig>
  /** Puts an item at the end, or behind another; gives it as the server has it. */
  addItem(item: ConversationItem, options?: AddItemOptions): Promise<ConversationItem>
  deleteItem(itemId: string, options?: CommandOptions): Promise<void>
  /** The item as the server has it, with its audio. */
  retrieveItem(itemId: string, options?: CommandOptions): Promise<ConversationItem>

  /** Closes the connection with 1000, for good; resolves once it is closed. Closed already, it does nothing. */
  close(): Promise<void>
}
