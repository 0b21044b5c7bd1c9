/** Client events about the items of the conversation. */
import * as Schema from "effect/Schema"
import { ConversationItem } from "../../shapes/Item.ts"
import { clientEvent, nullish } from "../../wire/Wire.ts"

/**
 * Inserts an item into the conversation, such as a message, a function's output, an approval or an item of an earlier
 * conversation. Cannot insert assistant audio.
 */
export class ConversationItemCreate extends clientEvent<ConversationItemCreate>()("conversation.item.create", {
  /** The item to insert after. `root` inserts at the start. Absent or null inserts at the end. */
  previous_item_id: nullish(Schema.String),
  /** The item to insert. The server keeps an id that the client chose. */
  item: ConversationItem
}) {}

/** Requests one item with its audio. */
export class ConversationItemRetrieve extends clientEvent<ConversationItemRetrieve>()("conversation.item.retrieve", {
  /** The id of the item. */
  item_id: Schema.String
}) {}

/**
 * Reports how much of an item's audio the user heard. The server forgets the audio after that point and the whole
 * transcript.
 */
export class ConversationItemTruncate extends clientEvent<ConversationItemTruncate>()("conversation.item.truncate", {
  /** The id of the item. */
  item_id: Schema.String,
  /** The index of the audio part, which is 0. */
  content_index: Schema.Int,
  /** The milliseconds of audio that the user heard. The server refuses more than it sent. */
  audio_end_ms: Schema.Int
}) {}

/** Removes an item from the conversation. */
export class ConversationItemDelete extends clientEvent<ConversationItemDelete>()("conversation.item.delete", {
  /** The id of the item. */
  item_id: Schema.String
}) {}
