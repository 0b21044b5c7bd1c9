/** A response as it comes: its items, their parts, and what those say. Every loop reads from the start, at its own pace. */
import type { ConversationItem, Response } from "@antiphon/core/shapes"

/** A response. A loop over it gives its items as they begin. */
export interface RealtimeResponse extends AsyncIterable<RealtimeItem> {
  readonly id: string
  /** How it ended; resolves also when the session ends first, and never rejects. */
  readonly done: Promise<ResponseEnd>
}

export interface ResponseEnd {
  /** `completed`, `cancelled`, `incomplete` or `failed`. */
  readonly status: string
  /** As the server told it, with usage and the reason; undefined where it did not. */
  readonly response: Response | undefined
}

/** An item of a response. A loop over it gives its content parts as they begin; a call has none. */
export interface RealtimeItem extends AsyncIterable<RealtimePart> {
  /** Undefined where the server gave none. */
  readonly id: string | undefined
  /** `message`, `function_call`, `mcp_call` and others: narrow by it and read the rest from `done`. */
  readonly type: string
  /** The item when it was complete, a call with all its arguments; as it was last known where its response ended first. */
  readonly done: Promise<ConversationItem>
}

/** A content part. Unread chunks block nobody; past 32 MiB over the whole session the oldest go, and a loop that wanted them throws `overrun`. */
export interface RealtimePart {
  readonly contentIndex: number
  /** `audio`, `text`, or what a newer server may name. */
  readonly type: string
  /** The text of a text part, as it comes; nothing in others. */
  textChunks(): AsyncIterable<string>
  /** PCM16 mono of an audio part: 24 kHz, or 8 kHz where the session speaks G.711. Nothing where audio travels in tracks. */
  audioChunks(): AsyncIterable<Int16Array>
  /** The transcript of an audio part, as it comes; nothing in others. */
  transcriptChunks(): AsyncIterable<string>
}
