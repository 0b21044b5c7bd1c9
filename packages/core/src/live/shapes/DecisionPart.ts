/** The parts of what a decision model reads. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../../wire/Wire.ts"

/** Text. */
export class DecisionText extends shape<DecisionText>()({
  type: Schema.tag("input_text"),
  /** The text. */
  text: Schema.String
}) {}

/** An image. */
export class DecisionImage extends shape<DecisionImage>()({
  type: Schema.tag("input_image"),
  /** The URL of the image, or a data URI. */
  image_url: Schema.String,
  /** How closely the model looks at the image. */
  detail: nullish(open("low", "high", "auto", "original"))
}) {}

/** Data. */
export class DecisionJson extends shape<DecisionJson>()({
  type: Schema.tag("input_json"),
  /** An object or a list of objects. */
  data: Schema.Union([
    Schema.Record(Schema.String, Schema.Unknown),
    Schema.Array(Schema.Record(Schema.String, Schema.Unknown))
  ])
}) {}

/** Text of a model. */
export class DecisionOutputText extends shape<DecisionOutputText>()({
  type: Schema.tag("output_text"),
  /** The text. */
  text: Schema.String
}) {}

/** A model refused. */
export class DecisionRefusal extends shape<DecisionRefusal>()({
  type: Schema.tag("refusal"),
  /** What the model said. */
  refusal: Schema.String
}) {}

/** A part that this version does not name. */
export class UnlistedDecisionPart extends shape<UnlistedDecisionPart>()({
  type: unlistedName(["input_text", "input_image", "input_json", "output_text", "refusal"])
}) {}

/** A text, or parts. */
export const DecisionInput = Schema.Union([
  Schema.String,
  Schema.Array(
    Schema.Union([DecisionText, DecisionImage, DecisionJson, DecisionOutputText, DecisionRefusal, UnlistedDecisionPart])
  )
])
export type DecisionInput = typeof DecisionInput.Type
