/** A response as it arrives, with its items and their parts. Every loop reads from the start, at its own pace. */
import type { ConversationItem, Response } from "@antiphon/core/shapes"
import type { RealtimeError } from "../RealtimeError.ts"
import type { Reading } from "./Reading.ts"

/**
 * A response. Loop over `text()`, `transcript()` or `audio()`, or await them, to read all of it. A loop over the response
 * itself returns its items as they begin.
 *
 * A reading gives what came, however the response ended. After that it throws `error` of {@link ResponseEnd} if there is
 * one. Readings of a response that was cancelled, interrupted or incomplete end without an error, and `done` says how.
 */
export interface RealtimeResponse extends AsyncIterable<RealtimeItem> {
  readonly id: string
  /** Everything that the model says in words, both the text that it writes and the transcript of its speech. */
  text(): Reading<string, string>
  /** The transcript of the model's speech. */
  transcript(): Reading<string, string>
  /**
   * The model's speech as PCM16 mono, at 24 kHz, or at 8 kHz if the session uses G.711. There is none if audio travels in
   * tracks.
   */
  audio(): Reading<Int16Array, Int16Array>
  /** Resolves with the end of the response. It resolves even if the session ends first, and never rejects. */
  readonly done: Promise<ResponseEnd>
}

/** How a response ended. */
export interface ResponseEnd {
  /**
   * - `completed` means that it is whole.
   * - `cancelled` means that the user spoke, or that the client interrupted or withdrew it.
   * - `incomplete` means that the server cut it, e.g. at the limit of tokens or by a content filter.
   * - `failed` means that the server could not make it, or that the connection or the session ended before it.
   */
  readonly status: "completed" | "cancelled" | "incomplete" | "failed" | (string & {})
  /** The response as the server sent it, with usage and the reason, or `undefined` if it did not. */
  readonly response: Response | undefined
  /**
   * What the readings of the response throw after what came. It is `failed` with the server's words, `disconnected` if the
   * connection ended first, and `undefined` if the response did not fail or the session was closed here.
   */
  readonly error: RealtimeError | undefined
}

/** An item of a response. A loop over it returns its content parts as they begin. A call has none. */
export interface RealtimeItem extends AsyncIterable<RealtimePart> {
  /** `undefined` if the server sent none. */
  readonly id: string | undefined
  /** `message`, `function_call`, `mcp_call` or another. Narrow by it and read the rest from `done`. */
  readonly type: string
  /**
   * Resolves with the complete item, e.g. a call with all its arguments. If its response ended first, it is the item as
   * it was known last.
   */
  readonly done: Promise<ConversationItem>
}

/**
 * A content part. Loops that are not read block nothing. Past 32 MiB over the whole session the oldest chunks are
 * forgotten, and a loop that has yet to read them throws `overrun`.
 */
export interface RealtimePart {
  readonly contentIndex: number
  /** `audio`, `text`, or a type of a newer server. */
  readonly type: string
  /** The text of a text part, or the transcript of an audio part, as it arrives. */
  wordChunks(): AsyncIterable<string>
  /** The text of a text part as it arrives. Other parts have none. */
  textChunks(): AsyncIterable<string>
  /**
   * The audio of an audio part as PCM16 mono, at 24 kHz, or at 8 kHz if the session uses G.711. There is none if audio
   * travels in tracks.
   */
  audioChunks(): AsyncIterable<Int16Array>
  /** The transcript of an audio part as it arrives. Other parts have none. */
  transcriptChunks(): AsyncIterable<string>
}
