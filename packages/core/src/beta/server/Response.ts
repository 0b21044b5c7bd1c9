/** Beta server events about a response as a whole and its items. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"
import { ConversationItemBeta } from "../shapes/Item.ts"
import { ResponseBeta } from "../shapes/Response.ts"

/** A response began, asked for by the client or by turn detection: in progress, without output yet. */
export class ResponseCreatedBeta extends serverEvent<ResponseCreatedBeta>()("response.created", {
  /** The response as it is now. */
  response: ResponseBeta
}) {}

/** A response ended, in whatever way: once for each `response.created`, the last of its generation. */
export class ResponseDoneBeta extends serverEvent<ResponseDoneBeta>()("response.done", {
  /** With its whole output, without audio bytes. */
  response: ResponseBeta
}) {}

const outputItem = {
  /** The response this belongs to. */
  response_id: Schema.String,
  /** Place among the items of this response, from 0. Some servers leave it out; the item's id names the item. */
  output_index: nullish(Schema.Int),
  /** The item as it is now; without audio bytes. */
  item: ConversationItemBeta
}

/** The model began an item. */
export class ResponseOutputItemAddedBeta extends serverEvent<ResponseOutputItemAddedBeta>()(
  "response.output_item.added",
  outputItem
) {}

/** An item of the model is final; `incomplete` where the response was cut off. */
export class ResponseOutputItemDoneBeta extends serverEvent<ResponseOutputItemDoneBeta>()(
  "response.output_item.done",
  outputItem
) {}

/**
 * The arguments are complete, or cut off and then possibly broken JSON: run the call only if its item ends `completed`.
 * The name of the function is in the item alone.
 */
export class ResponseFunctionCallArgumentsDoneBeta extends serverEvent<ResponseFunctionCallArgumentsDoneBeta>()(
  "response.function_call_arguments.done",
  {
    /** The response this belongs to. */
    response_id: Schema.String,
    /** The item this is about. */
    item_id: Schema.String,
    /** Place among the items of this response, from 0. Some servers leave it out; the item's id names the item. */
    output_index: nullish(Schema.Int),
    /** The call, which its output answers by. */
    call_id: nullish(Schema.String),
    /** JSON text. */
    arguments: Schema.String
  }
) {}
