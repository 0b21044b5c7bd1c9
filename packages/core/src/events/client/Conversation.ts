/** Client events about the items of the conversation. */
import * as Schema from "effect/Schema"
import { ConversationItem } from "../../shapes/Item.ts"
import { clientEvent, nullish } from "../../wire/Wire.ts"

/** Puts an item into the conversation: messages, function outputs, approvals, history. Cannot make assistant audio. */
export class ConversationItemCreate extends clientEvent<ConversationItemCreate>()("conversation.item.create", {
  /** The item to stand behind; `root` is the start, absent or null the end. */
  previous_item_id: nullish(Schema.String),
  /** The item; an id of the client's own is kept. */
  item: ConversationItem
}) {}

/** Asks for one item with its audio. */
export class ConversationItemRetrieve extends clientEvent<ConversationItemRetrieve>()("conversation.item.retrieve", {
  /** The item this is about. */
  item_id: Schema.String
}) {}

/** Tells how much of an item's audio was heard; what lies behind is forgotten, with the transcript. */
export class ConversationItemTruncate extends clientEvent<ConversationItemTruncate>()("conversation.item.truncate", {
  /** The item this is about. */
  item_id: Schema.String,
  /** The audio part; 0. */
  content_index: Schema.Int,
  /** Milliseconds heard; more than was received is an error. */
  audio_end_ms: Schema.Int
}) {}

/** Removes an item. */
export class ConversationItemDelete extends clientEvent<ConversationItemDelete>()("conversation.item.delete", {
  /** The item this is about. */
  item_id: Schema.String
}) {}
