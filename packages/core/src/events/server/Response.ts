/** Server events about a response as a whole, its items and their parts. */
import * as Schema from "effect/Schema"
import { StreamedPart } from "../../shapes/Content.ts"
import { ConversationItem } from "../../shapes/Item.ts"
import { Response } from "../../shapes/Response.ts"
import { nullish, serverEvent } from "../../wire/Wire.ts"
import { part } from "./part.ts"

/**
 * A response started, requested by the client, by turn detection or by the idle timeout. It is in progress and has no
 * output yet.
 */
export class ResponseCreated extends serverEvent<ResponseCreated>()("response.created", {
  /** The response as it is now. */
  response: Response
}) {}

/**
 * A response ended, whatever its status. The server sends exactly one for each `response.created`, after all its
 * output.
 */
export class ResponseDone extends serverEvent<ResponseDone>()("response.done", {
  /** The response with its whole output, without audio bytes. */
  response: Response
}) {}

const outputItem = {
  /** The id of the response. */
  response_id: Schema.String,
  /** The item's index in the response, from 0. Some servers leave it out, so identify the item by its id. */
  output_index: nullish(Schema.Int),
  /** The item, without its audio bytes. */
  item: ConversationItem
}

/** The model started an item. */
export class ResponseOutputItemAdded extends serverEvent<ResponseOutputItemAdded>()(
  "response.output_item.added",
  outputItem
) {}

/** An item of the model is final. Its status is `incomplete` if the response was cut off. */
export class ResponseOutputItemDone extends serverEvent<ResponseOutputItemDone>()(
  "response.output_item.done",
  outputItem
) {}

const contentPart = {
  ...part,
  /** The part as it is now. */
  part: nullish(StreamedPart)
}

/** A part of a message started. */
export class ResponseContentPartAdded extends serverEvent<ResponseContentPartAdded>()(
  "response.content_part.added",
  contentPart
) {}

/** A part of a message ended. Also sent if the response was cut off. */
export class ResponseContentPartDone extends serverEvent<ResponseContentPartDone>()(
  "response.content_part.done",
  contentPart
) {}
