/** Client events for the models that do the delegated work. */
import * as Schema from "effect/Schema"
import { nullish, shape } from "../../wire/Wire.ts"
import { DecisionItem } from "../shapes/DecisionItem.ts"
import { command } from "./command.ts"

/** Asks the configured questions now. */
export class DecisionCreate extends shape<DecisionCreate>()({
  type: Schema.tag("decision.create"),
  /** The client's own id of this event. It is required, and serves once. */
  event_id: Schema.String
}) {}

/** Adds an item to what the decision model reads. The voice model does not read it. */
export class DecisionItemCreate extends shape<DecisionItemCreate>()({
  type: Schema.tag("decision.item.create"),
  ...command,
  /** The item. */
  item: DecisionItem
}) {}

/** Removes such an item. */
export class DecisionItemDelete extends shape<DecisionItemDelete>()({
  type: Schema.tag("decision.item.delete"),
  ...command,
  /** The id of the item. */
  item_id: Schema.String
}) {}

/** An input item of the Responses API. It travels as it is. */
export class BackendItem extends shape<BackendItem>()({
  /** The kind of item, e.g. `function_call_output`. */
  type: nullish(Schema.String)
}) {}

/** Gives the Responses model an item, e.g. the output of a tool. */
export class ResponseItemCreate extends shape<ResponseItemCreate>()({
  type: Schema.tag("response.item.create"),
  ...command,
  /** The item. */
  item: BackendItem
}) {}

/** Lets the Responses model work on, e.g. after the outputs of all tools. */
export class ResponseCreate extends shape<ResponseCreate>()({ type: Schema.tag("response.create"), ...command }) {}
