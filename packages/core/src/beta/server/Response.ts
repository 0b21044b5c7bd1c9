/** Beta server events about a response as a whole and its items. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"
import { ConversationItemBeta } from "../shapes/Item.ts"
import { ResponseBeta } from "../shapes/Response.ts"

/** The client or turn detection asked for a response, and it began. It is in progress and has no output yet. */
export class ResponseCreatedBeta extends serverEvent<ResponseCreatedBeta>()("response.created", {
  /** The response as it is now. */
  response: ResponseBeta
}) {}

/**
 * A response ended, whatever its status. The server sends exactly one for each `response.created`, after all its
 * output.
 */
export class ResponseDoneBeta extends serverEvent<ResponseDoneBeta>()("response.done", {
  /** The response with its whole output, without audio bytes. */
  response: ResponseBeta
}) {}

const outputItem = {
  /** The id of the response. */
  response_id: Schema.String,
  /** The item's index in the response, from 0. Some servers leave it out, so identify the item by its id. */
  output_index: nullish(Schema.Int),
  /** The item as it is now, without audio bytes. */
  item: ConversationItemBeta
}

/** The model started an item. */
export class ResponseOutputItemAddedBeta extends serverEvent<ResponseOutputItemAddedBeta>()(
  "response.output_item.added",
  outputItem
) {}

/** An item of the model is final. Its status is `incomplete` if the response was cut off. */
export class ResponseOutputItemDoneBeta extends serverEvent<ResponseOutputItemDoneBeta>()(
  "response.output_item.done",
  outputItem
) {}

/**
 * The arguments are complete or cut off. Arguments that were cut off may be broken JSON, so run the call only if its
 * item ends `completed`. The name of the function is in the item alone.
 */
export class ResponseFunctionCallArgumentsDoneBeta extends serverEvent<ResponseFunctionCallArgumentsDoneBeta>()(
  "response.function_call_arguments.done",
  {
    /** The id of the response. */
    response_id: Schema.String,
    /** The id of the item. */
    item_id: Schema.String,
    /** The item's index in the response, from 0. Some servers leave it out, so identify the item by its id. */
    output_index: nullish(Schema.Int),
    /** The id of the call. The function's output refers to it. */
    call_id: nullish(Schema.String),
    /** The arguments as JSON text. */
    arguments: Schema.String
  }
) {}
