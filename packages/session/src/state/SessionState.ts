/** What the events of a session have said so far. Plain data that is never changed in place. */
import type { ProtocolError, ProtocolIssue } from "@antiphon/core"
import type {
  ConversationItem,
  ErrorDetail,
  RateLimit,
  Response,
  Session,
  TranscriptionError
} from "@antiphon/core/shapes"
import type { Lost } from "./Lost.ts"
import { noOrder, type Order } from "./itemOrder.ts"
import { PersistentMap } from "./PersistentMap.ts"
import { noUsage, type Usage } from "./Usage.ts"

/** The state of a conversation. Begin with {@link initial}. */
export interface SessionState {
  /** The configuration as the server last sent it, or `undefined` before `session.created`. */
  readonly session: Session | undefined
  /** Every item that an event named, by id, also those of responses out of band. */
  readonly items: PersistentMap<ItemState>
  /** The order of the items of the conversation. Read it with {@link conversation}. */
  readonly order: Order
  /** Detected and committed turns, by the id of the user item that each becomes. */
  readonly turns: PersistentMap<Turn>
  /** By id. */
  readonly responses: PersistentMap<ResponseState>
  /** What everything cost so far. */
  readonly usage: Usage
  /** As the server last sent them. */
  readonly rateLimits: ReadonlyArray<RateLimit>
  /** Refusals, malformed events and the like, oldest first. The last 100 are kept, each bounded in size. */
  readonly notices: ReadonlyArray<Notice>
  /** Whether the peer has sent an event of the beta. */
  readonly mismatched: boolean
}

/** `in_progress`, then one of the others, which is final. */
export type Status = "in_progress" | "completed" | "incomplete" | "cancelled" | "failed" | (string & {})

/** An item of a conversation, as far as it is known. */
export interface ItemState {
  /** The server's. If a later response uses it again it is the later item's, and this one has an id that no server knows. */
  readonly id: string
  /** The item in its latest form, without audio bytes, or `undefined` while only its id is known. */
  readonly item: ConversationItem | undefined
  readonly status: Status
  /** The response that made it, or `undefined` for items of the user. */
  readonly responseId: string | undefined
  /** By content index. */
  readonly parts: PersistentMap<PartState, number>
  /** The JSON text of a call's arguments. Absent in all other items. */
  readonly arguments: TextSlot
  /** Deleted items stay known, so that a late event does not bring them back. */
  readonly deleted: boolean
}

/** One content part of an item. */
export interface PartState {
  /** As items name it, e.g. `output_audio`, or `undefined` while only a transcript came. */
  readonly type: string | undefined
  /** The text of a text part, or the transcript of an audio part. */
  readonly text: TextSlot
  /** Milliseconds of audio that came in events, or 0 if audio travels in tracks. */
  readonly audioMs: number
  /** Milliseconds of audio that a truncation left, or `undefined` if there was none. */
  readonly truncatedAtMs: number | undefined
}

/** A text that comes in pieces. It is `absent`, then `partial`, then `done` or `failed`, which are final. */
export interface TextSlot {
  readonly status: "absent" | "partial" | "done" | "failed"
  readonly text: string
  /** Why it failed. */
  readonly error: TranscriptionError | undefined
}

/** A stretch of the user's audio. It is `speaking`, then `stopped`, then `committed`, or `dropped` if the server forgot it. */
export interface Turn {
  readonly itemId: string
  readonly status: "speaking" | "stopped" | "dropped" | "committed"
  /** Where it starts in all audio of the session, in ms with prefix padding, or `undefined` if it was not detected. */
  readonly audioStartMs: number | undefined
  /** Where it ends, in ms, the silence that ended it included. */
  readonly audioEndMs: number | undefined
}

/** A response, as far as it is known. */
export interface ResponseState {
  readonly id: string
  readonly status: Status
  /** As the server last sent it, or `undefined` while only its items came. */
  readonly response: Response | undefined
  /**
   * The ids of its items, by output index. An item keeps its place. One that comes with the index of another stands behind
   * all of them, for servers count wrongly, and an item is known by its id.
   */
  readonly items: PersistentMap<string, number>
  /** Set if the server plays (WebRTC, SIP): `playing`, then `stopped` or `cleared`. */
  readonly playback: "playing" | "stopped" | "cleared" | undefined
}

/** Something that the application may want to know, and that changes nothing. */
export type Notice =
  /** The server refused a client event, or failed. */
  | { readonly _tag: "Refused"; readonly error: ErrorDetail }
  /**
   * An event of the wrong shape. What it was to end has ended as failed, if the event says what that is. The notice keeps
   * at most 5 issues and nothing of the frame.
   */
  | { readonly _tag: "Malformed"; readonly error: ProtocolError }
  /** An event that counts without the values that `issues` names, because their shape was unfamiliar. At most 5 issues are kept. */
  | {
      readonly _tag: "Unfamiliar"
      readonly type: string
      readonly issues: ReadonlyArray<ProtocolIssue>
      readonly error: { readonly message: string }
    }
  /** An event that was left out, because it had the type, the id and the content of an event before it. */
  | { readonly _tag: "Repeated"; readonly type: string; readonly error: { readonly message: string } }
  /**
   * A text that comes in pieces has reached 1,048,576 characters. More pieces are left out until the whole text comes, which
   * counts as it is.
   */
  | { readonly _tag: "TextFull"; readonly itemId: string; readonly error: { readonly message: string } }
  /** More of a text came after the text had ended, and was left out. */
  | { readonly _tag: "TextLate"; readonly itemId: string; readonly error: { readonly message: string } }
  /** A callback of the application failed, e.g. the speaker. The session goes on without what it was to do. */
  | { readonly _tag: "CallbackFailed"; readonly error: { readonly message: string } }
  /** The peer speaks the beta. Wrap the connection in `adaptBeta` of core. This notice comes once. */
  | { readonly _tag: "VocabularyMismatch"; readonly error: { readonly message: string } }
  /** The conversation goes on over another connection, without what is `lost`. */
  | { readonly _tag: "Resumed"; readonly lost: ReadonlyArray<Lost>; readonly error: { readonly message: string } }

/** Before the first event. */
export const initial: SessionState = {
  session: undefined,
  items: PersistentMap.empty(),
  order: noOrder,
  turns: PersistentMap.empty(),
  responses: PersistentMap.empty(),
  usage: noUsage,
  rateLimits: [],
  notices: [],
  mismatched: false
}
