/** Server events about the items of the conversation. */
import * as Schema from "effect/Schema"
import { Conversation } from "../../shapes/Detail.ts"
import { ConversationItem } from "../../shapes/Item.ts"
import { firstIndex, nullish, serverEvent } from "../../wire/Wire.ts"

/** The default conversation exists. Some servers send it after `session.created`. Do not wait for it. */
export class ConversationCreated extends serverEvent<ConversationCreated>()("conversation.created", {
  /** The default conversation. */
  conversation: nullish(Conversation)
}) {}

const entered = {
  /** The item before it, or null for the first item. */
  previous_item_id: nullish(Schema.String),
  /** The item, without its audio bytes. */
  item: ConversationItem
}

/** Announces an item in the beta. The GA vocabulary still has it, though GA servers send `added` and `done` instead. */
export class ConversationItemCreated extends serverEvent<ConversationItemCreated>()(
  "conversation.item.created",
  entered
) {}

/**
 * An item was added to the conversation. It came from the client, from committed audio or from the model. An item of
 * the model is still empty.
 */
export class ConversationItemAdded extends serverEvent<ConversationItemAdded>()("conversation.item.added", entered) {}

/** The item is final. For items of the client and of committed audio this follows `added` immediately. */
export class ConversationItemDone extends serverEvent<ConversationItemDone>()("conversation.item.done", entered) {}

/** Answers `conversation.item.retrieve`. No other event carries the audio bytes of an item. */
export class ConversationItemRetrieved extends serverEvent<ConversationItemRetrieved>()("conversation.item.retrieved", {
  /** The item as it is now, with its audio bytes. */
  item: ConversationItem
}) {}

/** Answers `conversation.item.delete`. */
export class ConversationItemDeleted extends serverEvent<ConversationItemDeleted>()("conversation.item.deleted", {
  /** The id of the item. */
  item_id: Schema.String
}) {}

/**
 * Answers `conversation.item.truncate`. Over WebRTC and SIP the server also truncates on its own. The item loses its
 * transcript.
 */
export class ConversationItemTruncated extends serverEvent<ConversationItemTruncated>()("conversation.item.truncated", {
  /** The id of the item. */
  item_id: Schema.String,
  /** The index of the part in the item's content, from 0. */
  content_index: firstIndex,
  /** The milliseconds of audio that remain. */
  audio_end_ms: nullish(Schema.Finite)
}) {}
