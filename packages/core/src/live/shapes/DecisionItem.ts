/** The items that a decision model reads beside the conversation. */
import * as Schema from "effect/Schema"
import { assumed, nullish, open, shape, unlistedName } from "../../wire/Wire.ts"
import { DecisionInput } from "./DecisionPart.ts"

/** The id of the item. A client may choose one, and the server makes one otherwise. */
const identified = { id: nullish(Schema.String) }

/** A message. */
export class DecisionMessage extends shape<DecisionMessage>()({
  type: Schema.tag("message"),
  ...identified,
  /** Whose message it is. */
  role: open("user", "developer", "system", "assistant"),
  /** What it says. */
  content: DecisionInput,
  /** Whether an assistant's message comments or answers. */
  phase: nullish(open("commentary", "final_answer"))
}) {}

const call = {
  ...identified,
  /** The id that joins a call and its output. */
  call_id: Schema.String,
  /** How far it is. */
  status: nullish(open("incomplete", "completed", "in_progress"))
}

const called = {
  ...call,
  /** The name of the tool. */
  name: Schema.String,
  /** The group that the tool belongs to. */
  namespace: nullish(Schema.String)
}

const output = {
  ...call,
  /** What the tool returned. */
  output: DecisionInput
}

/** A call of a function. */
export class DecisionFunctionCall extends shape<DecisionFunctionCall>()({
  type: Schema.tag("function_call"),
  ...called,
  /** The arguments as JSON text. */
  arguments: Schema.String
}) {}

/** The output of a function. */
export class DecisionFunctionCallOutput extends shape<DecisionFunctionCallOutput>()({
  type: Schema.tag("function_call_output"),
  ...output
}) {}

/** A call of a custom tool. */
export class DecisionCustomToolCall extends shape<DecisionCustomToolCall>()({
  type: Schema.tag("custom_tool_call"),
  ...called,
  /** The free text for the tool. */
  input: Schema.String
}) {}

/** The output of a custom tool. */
export class DecisionCustomToolCallOutput extends shape<DecisionCustomToolCallOutput>()({
  type: Schema.tag("custom_tool_call_output"),
  ...output
}) {}

/** An item that this version does not name. */
export class UnlistedDecisionItem extends shape<UnlistedDecisionItem>()({
  type: unlistedName([
    "message",
    "function_call",
    "function_call_output",
    "custom_tool_call",
    "custom_tool_call_output"
  ])
}) {}

/** Something that a decision model reads. An item without a type is a message. */
export const DecisionItem = assumed(
  Schema.Union([
    DecisionMessage,
    DecisionFunctionCall,
    DecisionFunctionCallOutput,
    DecisionCustomToolCall,
    DecisionCustomToolCallOutput,
    UnlistedDecisionItem
  ]),
  "message"
)
export type DecisionItem = typeof DecisionItem.Type
