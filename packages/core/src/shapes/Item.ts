/** The items of a conversation. They are messages, calls, outputs of calls and the items of MCP. */
import * as Schema from "effect/Schema"
import { filled, nullish, open, optional, placed, shape, unlistedName } from "../wire/Wire.ts"
import { ItemStatus } from "./Detail.ts"
import { AssistantContent, SystemContent, UserContent } from "./Content.ts"
import { McpApprovalRequestItem, McpApprovalResponseItem, McpCallItem, McpListToolsItem } from "./McpItem.ts"

/** The fields that every message, call and output may have. */
const common = {
  /** The item's id, chosen by the client or made by the server as `item_…`. A server always sends it. */
  id: optional(Schema.String),
  /** Always `realtime.item`. Many servers leave it out. */
  object: nullish(open("realtime.item")),
  /** Whether the item is complete, was cut off or is still in progress. */
  status: nullish(ItemStatus)
}

/** Distinguishes a preamble from the answer. Only gpt-realtime-2 and later send it. */
const phase = nullish(open("commentary", "final_answer"))

/** Instructions that the client gives during a conversation. */
export class SystemMessageItem extends shape<SystemMessageItem>()({
  type: Schema.tag("message"),
  role: Schema.tag("system"),
  /** Its parts, in order. */
  content: filled(placed(SystemContent), "emptyList"),
  ...common
}) {}

/** A message of the user, as speech, text or images. */
export class UserMessageItem extends shape<UserMessageItem>()({
  type: Schema.tag("message"),
  role: Schema.tag("user"),
  /** Its parts, in order. */
  content: filled(placed(UserContent), "emptyList"),
  ...common
}) {}

/** A message of the model. Its content is empty while the model writes it. */
export class AssistantMessageItem extends shape<AssistantMessageItem>()({
  type: Schema.tag("message"),
  role: Schema.tag("assistant"),
  /** Its parts, in order. */
  content: filled(placed(AssistantContent), "emptyList"),
  ...common,
  phase
}) {}

/** A message of a role that this version does not name. */
export class UnlistedMessageItem extends shape<UnlistedMessageItem>()({
  type: Schema.tag("message"),
  role: unlistedName(["system", "user", "assistant"]),
  ...common
}) {}

/** The model asks the application to run a function. Run it only if the status is `completed`. */
export class FunctionCallItem extends shape<FunctionCallItem>()({
  type: Schema.tag("function_call"),
  /** The name of the function. */
  name: Schema.String,
  /** The arguments as JSON text. Empty while the model writes them, and possibly broken if the call was cut off. */
  arguments: filled(Schema.String, "arguments"),
  /** The id of the call. The function's output refers to it. */
  call_id: optional(Schema.String),
  ...common,
  phase
}) {}

/** The application's answer to a call. */
export class FunctionCallOutputItem extends shape<FunctionCallOutputItem>()({
  type: Schema.tag("function_call_output"),
  /** The id of a call in this conversation. */
  call_id: Schema.String,
  /** The result as text, usually JSON. */
  output: nullish(Schema.String),
  ...common
}) {}

const named = [
  "message",
  "function_call",
  "function_call_output",
  "mcp_list_tools",
  "mcp_call",
  "mcp_approval_request",
  "mcp_approval_response"
]

/** An item of a kind that this version does not name. */
export class UnlistedItem extends shape<UnlistedItem>()({ type: unlistedName(named), ...common }) {}

const members = [
  SystemMessageItem,
  UserMessageItem,
  AssistantMessageItem,
  UnlistedMessageItem,
  FunctionCallItem,
  FunctionCallOutputItem,
  McpListToolsItem,
  McpCallItem,
  McpApprovalRequestItem,
  McpApprovalResponseItem
] as const

/** An item of a conversation. Its `type` says which one it is, and for a message its `role` does. */
export const ConversationItem = Schema.Union([...members, UnlistedItem])
export type ConversationItem = typeof ConversationItem.Type

/** Refers to an item of the conversation from the input of an out-of-band response. It is never an item itself. */
export class ItemReference extends shape<ItemReference>()({
  type: Schema.tag("item_reference"),
  /** The id of the item it refers to. */
  id: Schema.String
}) {}

/** An item of a kind that this version does not name. */
export class UnlistedInputItem extends shape<UnlistedInputItem>()({
  type: unlistedName([...named, "item_reference"])
}) {}

/** An item that a response may get as its input instead of the conversation. */
export const ResponseInputItem = Schema.Union([...members, ItemReference, UnlistedInputItem])
export type ResponseInputItem = typeof ResponseInputItem.Type
