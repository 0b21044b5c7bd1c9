/** Server events about a response as a whole, its items and their parts. */
import * as Schema from "effect/Schema"
import { StreamedPart } from "../../shapes/Content.ts"
import { ConversationItem } from "../../shapes/Item.ts"
import { Response } from "../../shapes/Response.ts"
import { firstIndex, nullish, serverEvent } from "../../wire/Wire.ts"

/** A response began, asked for by the client, by turn detection or by idle timeout: in progress, without output yet. */
export class ResponseCreated extends serverEvent<ResponseCreated>()("response.created", {
  /** The response as it is now. */
  response: Response
}) {}

/** A response ended, in whatever way: once for each `response.created`, the last of its generation. */
export class ResponseDone extends serverEvent<ResponseDone>()("response.done", {
  /** With its whole output, without audio bytes. */
  response: Response
}) {}

const outputItem = {
  /** The response this belongs to. */
  response_id: Schema.String,
  /** Place among the items of this response, from 0. Some servers leave it out; the item's id names the item. */
  output_index: nullish(Schema.Int),
  /** The item; without audio bytes. */
  item: ConversationItem
}

/** The model began an item. */
export class ResponseOutputItemAdded extends serverEvent<ResponseOutputItemAdded>()(
  "response.output_item.added",
  outputItem
) {}

/** An item of the model is final; `incomplete` where the response was cut off. */
export class ResponseOutputItemDone extends serverEvent<ResponseOutputItemDone>()(
  "response.output_item.done",
  outputItem
) {}

const contentPart = {
  /** The response this belongs to. */
  response_id: Schema.String,
  /** The item this is about. */
  item_id: Schema.String,
  /** Place of the item among those of this response, from 0. Some servers leave it out; the item's id names the item. */
  output_index: nullish(Schema.Int),
  /** Place of the part in the item's content, from 0. */
  content_index: firstIndex,
  /** The part as it is now. */
  part: nullish(StreamedPart)
}

/** A part of a message opened. */
export class ResponseContentPartAdded extends serverEvent<ResponseContentPartAdded>()(
  "response.content_part.added",
  contentPart
) {}

/** A part of a message closed, also when cut off. */
export class ResponseContentPartDone extends serverEvent<ResponseContentPartDone>()(
  "response.content_part.done",
  contentPart
) {}
