/** Beta server events about the items of the conversation. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"
import { ConversationItemBeta } from "../shapes/Item.ts"

/**
 * An item entered the conversation. The client made it, committed audio made it, or the model began it. An item of the
 * model then ends with `response.output_item.done`. GA says `conversation.item.added` and later `.done`.
 */
export class ConversationItemCreatedBeta extends serverEvent<ConversationItemCreatedBeta>()(
  "conversation.item.created",
  {
    /** The item before it, or null for the first item. */
    previous_item_id: nullish(Schema.String),
    /** The item, without its audio bytes. */
    item: ConversationItemBeta
  }
) {}

/** Answers `conversation.item.retrieve`. No other event carries the audio bytes of an item. */
export class ConversationItemRetrievedBeta extends serverEvent<ConversationItemRetrievedBeta>()(
  "conversation.item.retrieved",
  {
    /** The item as it is now, with its audio bytes. */
    item: ConversationItemBeta
  }
) {}
