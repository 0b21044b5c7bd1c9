import type { ConversationItem, ResponseCreateParams, Session as SessionConfig } from "@antiphon/core/shapes"
import type { Interruption, SessionState, Usage } from "@antiphon/session"
import type { On, SessionEvents } from "./makeListeners.ts"
import type { RealtimeError } from "../RealtimeError.ts"
import type { RealtimeResponse } from "../responses/RealtimeResponse.ts"
import type { EventListener } from "./EventListener.ts"
import type { SessionSettings } from "./SessionSettings.ts"
import type { Transcript } from "./makeTranscripts.ts"
import type { Samples } from "../boundary/samplesOf.ts"

/** Options of every command. */
export interface CommandOptions {
  /**
   * If aborted, the command rejects with `aborted` and is withdrawn as far as possible. A command that waits is not
   * sent. A response that was requested is cancelled as it begins and is not heard. Other commands that were sent may
   * still take effect.
   */
  readonly signal?: AbortSignal
}

/** Where to add an item. */
export interface AddItemOptions extends CommandOptions {
  /** The id of the item before it, or `root` for the start. Defaults to the end. */
  readonly after?: string
}

/** A conversation. Its methods throw a {@link RealtimeError}. */
export interface RealtimeSession extends AsyncDisposable {
  /** The state of the conversation. Read it with selectors such as `conversation` and `textOf`. */
  readonly state: SessionState
  /** The tokens used so far, by modality. `cost` converts them to an amount. */
  readonly usage: Usage
  /**
   * Responses as they begin. Every loop starts with the oldest that is retained (the last 64 are). It ends when the
   * session is closed here, and throws the reason if the session ends in another way.
   */
  readonly responses: AsyncIterable<RealtimeResponse>
  /**
   * What the user and the model say, in words, as it grows. Every loop starts with the oldest that is retained (the last
   * 4,096 are), and ends as the loop over `responses` does.
   */
  readonly transcripts: AsyncIterable<Transcript>
  /** The id of the call (`rtc_…`), if the session is a call or has joined one. Another client can join by it. */
  readonly callId: string | undefined
  /** Resolves with the reason when the session ends. It never rejects. */
  readonly closed: Promise<RealtimeError>

  /**
   * Subscribes to one kind of event and returns a function that unsubscribes. Benign refusals, and events of responses
   * that were withdrawn, are left out.
   */
  readonly on: On<SessionEvents>
  /**
   * Subscribes to every event as it travels, received and sent, over every connection. Returns a function that
   * unsubscribes. Pass `onEvent` to `connect` to see those of the opening too. Audio and the credentials of remote tools
   * are in them, so take care what you log.
   */
  onEvent(listener: EventListener): () => void

  /** Adds a text of the user and requests the answer. Resolves once the answer has begun. */
  sendText(
    text: string,
    options?: CommandOptions
  ): Promise<{ readonly itemId: string; readonly response: RealtimeResponse }>
  /**
   * Adds audio of the user. Takes mono at the rate of the session's input format, which is 24 kHz, or 8 kHz for G.711.
   * Samples are PCM16, bytes, or floats as in Web Audio, which are clipped to -1..1. Anything else is `invalid`.
   * Resolves once the connection accepts it. The server does not answer.
   */
  sendAudio(samples: Samples, options?: CommandOptions): Promise<void>
  /** Ends the user's turn and returns the id of its item. It is `invalid` with less than 100 ms of audio. */
  commit(options?: CommandOptions): Promise<string>
  /** Makes the server discard audio that is not part of a turn yet. */
  clearInput(options?: CommandOptions): Promise<void>
  /** Requests a response. Resolves once it has begun. Waits up to 2 min for one that is in progress. */
  createResponse(params?: ResponseCreateParams, options?: CommandOptions): Promise<RealtimeResponse>
  /**
   * Stops the model. Stops the speaker, the response in progress, requests that wait and running tools. The server
   * learns what was heard.
   */
  interrupt(): Promise<Interruption>
  /**
   * Changes the configuration, and returns the whole of it. The tools given to `connect` stay in it. What is left out stays
   * as it is.
   */
  configure(session: SessionSettings, options?: CommandOptions): Promise<SessionConfig>
  /** Adds an item at the end, or after another one. Returns the item as the server has it. */
  addItem(item: ConversationItem, options?: AddItemOptions): Promise<ConversationItem>
  deleteItem(itemId: string, options?: CommandOptions): Promise<void>
  /** Returns the item as the server has it, with its audio. */
  retrieveItem(itemId: string, options?: CommandOptions): Promise<ConversationItem>

  /**
   * Mutes or unmutes the user. The microphone of a call, or each microphone of `openMicrophone`, sends silence. It stays so
   * over later connections. Defaults to true.
   */
  mute(isMuted?: boolean): Promise<void>
  readonly isMuted: boolean
  /**
   * Leaves the connection and opens another at once, e.g. when the network has changed. Between two connections it ends the
   * wait before the next attempt. Resolves once the conversation goes on. A response in progress ends as after a loss. It is `invalid` if the session does not reconnect.
   */
  reconnectNow(): Promise<void>

  /**
   * Closes the connection with 1000 and does not reconnect. Resolves once it is closed. Does nothing if it is closed
   * already.
   */
  close(): Promise<void>
}
