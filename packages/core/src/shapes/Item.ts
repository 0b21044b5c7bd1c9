/** What a conversation is made of: messages, calls and their outputs, and what MCP adds. */
import * as Schema from "effect/Schema"
import { filled, nullish, open, optional, placed, shape, textOfArguments, unlistedName } from "../wire/Wire.ts"
import { ItemStatus } from "./Detail.ts"
import { AssistantContent, SystemContent, UserContent } from "./Content.ts"
import { McpApprovalRequestItem, McpApprovalResponseItem, McpCallItem, McpListToolsItem } from "./McpItem.ts"

/** What every message, call and output may have beside its own. */
const common = {
  /** Client-chosen, or made by the server as `item_…`. A server always sends it. */
  id: optional(Schema.String),
  /** `realtime.item`; many servers leave it out. */
  object: nullish(open("realtime.item")),
  /** Whether it is being made, whole, or cut off. */
  status: nullish(ItemStatus)
}

/** Tells a preamble from the answer; gpt-realtime-2 and later. */
const phase = nullish(open("commentary", "final_answer"))

/** Instructions in the course of a conversation. */
export class SystemMessageItem extends shape<SystemMessageItem>()({
  type: Schema.tag("message"),
  role: Schema.tag("system"),
  /** Its parts, in order. */
  content: filled(placed(SystemContent), () => []),
  ...common
}) {}

/** What the user said, typed or showed. */
export class UserMessageItem extends shape<UserMessageItem>()({
  type: Schema.tag("message"),
  role: Schema.tag("user"),
  /** Its parts, in order. */
  content: filled(placed(UserContent), () => []),
  ...common
}) {}

/** What the model said; its content is empty while it is being made. */
export class AssistantMessageItem extends shape<AssistantMessageItem>()({
  type: Schema.tag("message"),
  role: Schema.tag("assistant"),
  /** Its parts, in order. */
  content: filled(placed(AssistantContent), () => []),
  ...common,
  phase
}) {}

/** A message of a role that this version does not name. */
export class UnlistedMessageItem extends shape<UnlistedMessageItem>()({
  type: Schema.tag("message"),
  role: unlistedName(["system", "user", "assistant"]),
  ...common
}) {}

/** The model asks the application to run a function. Only a `completed` call should run. */
export class FunctionCallItem extends shape<FunctionCallItem>()({
  type: Schema.tag("function_call"),
  /** The function. */
  name: Schema.String,
  /** JSON text; empty while in progress, possibly broken where the call was cut off. */
  arguments: filled(Schema.String, textOfArguments),
  /** What the output answers by. */
  call_id: optional(Schema.String),
  ...common,
  phase
}) {}

/** The application's answer to a call. */
export class FunctionCallOutputItem extends shape<FunctionCallOutputItem>()({
  type: Schema.tag("function_call_output"),
  /** Names a call of this conversation. */
  call_id: Schema.String,
  /** Any text; JSON by custom. */
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

/** An item of a conversation, told by its `type`, and by its `role` where it is a message. */
export const ConversationItem = Schema.Union([...members, UnlistedItem])
export type ConversationItem = typeof ConversationItem.Type

/** Stands for an item of the conversation in the input of an out-of-band response; never an item itself. */
export class ItemReference extends shape<ItemReference>()({
  type: Schema.tag("item_reference"),
  /** The item it stands for. */
  id: Schema.String
}) {}

/** An item of a kind that this version does not name. */
export class UnlistedInputItem extends shape<UnlistedInputItem>()({
  type: unlistedName([...named, "item_reference"])
}) {}

/** What a response may be given instead of the conversation. */
export const ResponseInputItem = Schema.Union([...members, ItemReference, UnlistedInputItem])
export type ResponseInputItem = typeof ResponseInputItem.Type
