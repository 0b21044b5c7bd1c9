/** A response as it arrives, with its items and their parts. Every loop reads from the start, at its own pace. */
import type { ConversationItem, Response } from "@antiphon/core/shapes"

/** A response. A loop over it returns its items as they begin. */
export interface RealtimeResponse extends AsyncIterable<RealtimeItem> {
  readonly id: string
  /** Resolves with the end of the response. It resolves even if the session ends first, and never rejects. */
  readonly done: Promise<ResponseEnd>
}

export interface ResponseEnd {
  /** `completed`, `cancelled`, `incomplete` or `failed`. */
  readonly status: string
  /** The response as the server sent it, with usage and the reason, or `undefined` if it did not. */
  readonly response: Response | undefined
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
