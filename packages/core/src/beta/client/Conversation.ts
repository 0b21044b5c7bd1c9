/** Beta client events that carry items: into the conversation, and into a response. */
import * as Schema from "effect/Schema"
import { clientEvent, nullish, optional } from "../../wire/Wire.ts"
import { ConversationItemBeta } from "../shapes/Item.ts"
import { ResponseCreateParamsBeta } from "../shapes/Response.ts"

/** Puts an item into the conversation: messages, function outputs, history. Cannot make assistant audio. */
export class ConversationItemCreateBeta extends clientEvent<ConversationItemCreateBeta>()("conversation.item.create", {
  /** The item to stand behind; `root` is the start, absent or null the end. */
  previous_item_id: nullish(Schema.String),
  /** The item; an id of the client's own is kept. */
  item: ConversationItemBeta
}) {}

/** Runs the model. At most one response writes to the conversation at a time. */
export class ResponseCreateBeta extends clientEvent<ResponseCreateBeta>()("response.create", {
  /** Overrides the session for this response. */
  response: optional(ResponseCreateParamsBeta)
}) {}
