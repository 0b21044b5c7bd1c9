/** What is known of a session, as far as its events have told. Plain data: never changed in place. */
import type {
  ConversationItem,
  ErrorDetail,
  ProtocolError,
  Response,
  Session,
  TranscriptionError
} from "@antiphon/core"
import type { Order } from "./order.ts"

export interface SessionState {
  /** The configuration as the server last told it; undefined before `session.created`. */
  readonly session: Session | undefined
  /** Every item that an event named, by id: of the conversation, and of responses out of band. */
  readonly items: ReadonlyMap<string, ItemState>
  /** Which items are in the conversation, and behind which; read it with {@link conversation}. */
  readonly order: Order
  /** What turn detection heard, and what was committed, by the id of the user item that it becomes. */
  readonly turns: ReadonlyMap<string, Turn>
  /** By id. */
  readonly responses: ReadonlyMap<string, ResponseState>
  /** Refusals and malformed events, oldest first; the last 100 are kept. */
  readonly notices: ReadonlyArray<Notice>
}

/** `in_progress`, then one of the others for good. */
export type Status = "in_progress" | "completed" | "incomplete" | "cancelled" | "failed" | (string & {})

export interface ItemState {
  readonly id: string
  /** The item in its latest form; undefined while only its id is known. */
  readonly item: ConversationItem | undefined
  readonly status: Status
  /** The response that made it; undefined for items of the user. */
  readonly responseId: string | undefined
  /** By content index. */
  readonly parts: ReadonlyMap<number, PartState>
  /** Deleted items stay known, so that a late event does not bring them back. */
  readonly deleted: boolean
}

/** One content part of an item. */
export interface PartState {
  /** As items name it, e.g. `output_audio`; undefined while only a transcript came. */
  readonly type: string | undefined
  /** What it says: the text of a text part, the transcript of an audio part. */
  readonly text: TextSlot
  /** Milliseconds of audio that a truncation left; undefined where none was. */
  readonly truncatedAtMs: number | undefined
}

/** A text that comes in pieces: `absent`, `partial`, then `done` or `failed` for good. */
export interface TextSlot {
  readonly status: "absent" | "partial" | "done" | "failed"
  readonly text: string
  /** Why it failed. */
  readonly error: TranscriptionError | undefined
}

/** A stretch of the user's audio: `speaking`, `stopped`, then `committed` for good. */
export interface Turn {
  readonly itemId: string
  readonly status: "speaking" | "stopped" | "committed"
  /** Where it starts in all audio appended in the session, in ms, prefix padding included; undefined where not detected. */
  readonly audioStartMs: number | undefined
  /** Where it ends, in ms, the silence that ended it included. */
  readonly audioEndMs: number | undefined
}

export interface ResponseState {
  readonly id: string
  readonly status: Status
  /** As the server last told it; undefined while only its items came. */
  readonly response: Response | undefined
  /** The ids of its items, by output index. */
  readonly items: ReadonlyMap<number, string>
}

export type Notice =
  | { readonly _tag: "Refused"; readonly error: ErrorDetail }
  | { readonly _tag: "Malformed"; readonly error: ProtocolError }

/** Before the first event. */
export const initial: SessionState = {
  session: undefined,
  items: new Map(),
  order: { placed: [], waiting: [] },
  turns: new Map(),
  responses: new Map(),
  notices: []
}
