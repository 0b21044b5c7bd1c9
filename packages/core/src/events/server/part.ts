/** The fields that say which part of which response an event is about. */
import * as Schema from "effect/Schema"
import { firstIndex, nullish } from "../../wire/Wire.ts"

/** The place of a part. */
export const part = {
  /** The id of the response. */
  response_id: Schema.String,
  /** The id of the item. */
  item_id: Schema.String,
  /** The item's index in the response, from 0. Some servers leave it out, so identify the item by its id. */
  output_index: nullish(Schema.Int),
  /** The index of the part in the item's content, from 0. */
  content_index: firstIndex
}
