/** Server events about the items of the conversation. */
import * as Schema from "effect/Schema"
import { Conversation } from "../../shapes/Detail.ts"
import { ConversationItem } from "../../shapes/Item.ts"
import { firstIndex, nullish, serverEvent } from "../../wire/Wire.ts"

/** The default conversation exists. May follow `session.created`; never wait for it. */
export class ConversationCreated extends serverEvent<ConversationCreated>()("conversation.created", {
  /** The default conversation. */
  conversation: nullish(Conversation)
}) {}

const entered = {
  /** The item it stands behind; null for the first. */
  previous_item_id: nullish(Schema.String),
  /** Without audio bytes. */
  item: ConversationItem
}

/** The beta's announcement of an item; still in the vocabulary, though servers send `added` and `done` instead. */
export class ConversationItemCreated extends serverEvent<ConversationItemCreated>()(
  "conversation.item.created",
  entered
) {}

/** An item entered the conversation: from the client, from committed audio, or begun by the model (then empty). */
export class ConversationItemAdded extends serverEvent<ConversationItemAdded>()("conversation.item.added", entered) {}

/** The item is final. For items of the client and of committed audio it follows `added` at once. */
export class ConversationItemDone extends serverEvent<ConversationItemDone>()("conversation.item.done", entered) {}

/** Answers `conversation.item.retrieve`; the only event that carries the audio bytes of an item. */
export class ConversationItemRetrieved extends serverEvent<ConversationItemRetrieved>()("conversation.item.retrieved", {
  /** The item as it is now, with its audio bytes. */
  item: ConversationItem
}) {}

/** Answers `conversation.item.delete`. */
export class ConversationItemDeleted extends serverEvent<ConversationItemDeleted>()("conversation.item.deleted", {
  /** The item this is about. */
  item_id: Schema.String
}) {}

/** Answers `conversation.item.truncate`; over WebRTC and SIP the server also truncates by itself. The transcript is gone. */
export class ConversationItemTruncated extends serverEvent<ConversationItemTruncated>()("conversation.item.truncated", {
  /** The item this is about. */
  item_id: Schema.String,
  /** Place of the part in the item's content, from 0. */
  content_index: firstIndex,
  /** Milliseconds of its audio that remain. */
  audio_end_ms: nullish(Schema.Finite)
}) {}
