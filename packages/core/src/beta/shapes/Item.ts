/** What a beta conversation is made of. Calls, their outputs and MCP items are as GA has them. */
import * as Schema from "effect/Schema"
import {
  AssistantMessageItem,
  FunctionCallItem,
  FunctionCallOutputItem,
  ItemReference,
  SystemMessageItem,
  UnlistedInputItem,
  UnlistedItem,
  UnlistedMessageItem,
  UserMessageItem
} from "../../shapes/Item.ts"
import { McpApprovalRequestItem, McpApprovalResponseItem, McpCallItem, McpListToolsItem } from "../../shapes/McpItem.ts"
import { filled, placed, shape } from "../../wire/Wire.ts"
import { AssistantContentBeta, UserContentBeta } from "./Content.ts"

/** What the user said or typed. */
export class UserMessageItemBeta extends shape<UserMessageItemBeta>()({
  ...UserMessageItem.fields,
  /** Its parts, in order. */
  content: filled(placed(UserContentBeta), () => [])
}) {}

/** What the model said; its content is empty while it is being made. */
export class AssistantMessageItemBeta extends shape<AssistantMessageItemBeta>()({
  ...AssistantMessageItem.fields,
  /** Its parts, in order. */
  content: filled(placed(AssistantContentBeta), () => [])
}) {}

const members = [
  SystemMessageItem,
  UserMessageItemBeta,
  AssistantMessageItemBeta,
  UnlistedMessageItem,
  FunctionCallItem,
  FunctionCallOutputItem,
  McpListToolsItem,
  McpCallItem,
  McpApprovalRequestItem,
  McpApprovalResponseItem
] as const

/** An item of a conversation, told by its `type`, and by its `role` where it is a message. */
export const ConversationItemBeta = Schema.Union([...members, UnlistedItem])
export type ConversationItemBeta = typeof ConversationItemBeta.Type

/** What a response may be given instead of the conversation. */
export const ConversationItemWithReferenceBeta = Schema.Union([...members, ItemReference, UnlistedInputItem])
export type ConversationItemWithReferenceBeta = typeof ConversationItemWithReferenceBeta.Type
