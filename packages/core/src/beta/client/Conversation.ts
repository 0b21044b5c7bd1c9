/** Beta client events that put items into the conversation or start a response. */
import * as Schema from "effect/Schema"
import { clientEvent, nullish, optional } from "../../wire/Wire.ts"
import { ConversationItemBeta } from "../shapes/Item.ts"
import { ResponseCreateParamsBeta } from "../shapes/Response.ts"

/** Puts an item into the conversation, such as a message, a function output or history. Cannot make assistant audio. */
export class ConversationItemCreateBeta extends clientEvent<ConversationItemCreateBeta>()("conversation.item.create", {
  /** The item to insert after. `root` inserts at the start. Absent or null inserts at the end. */
  previous_item_id: nullish(Schema.String),
  /** The item to insert. The server keeps an id that the client chose. */
  item: ConversationItemBeta
}) {}

/** Starts a response. At most one response writes to the conversation at a time. */
export class ResponseCreateBeta extends clientEvent<ResponseCreateBeta>()("response.create", {
  /** Settings for this response alone. They override those of the session. */
  response: optional(ResponseCreateParamsBeta)
}) {}
