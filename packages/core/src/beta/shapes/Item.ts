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
  content: filled(placed(UserContentBeta), "emptyList")
}) {}

/** A message of the model. Its content is empty while the model writes it. */
export class AssistantMessageItemBeta extends shape<AssistantMessageItemBeta>()({
  ...AssistantMessageItem.fields,
  /** Its parts, in order. */
  content: filled(placed(AssistantContentBeta), "emptyList")
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

/** An item of a conversation. Its `type` says which one it is, and for a message its `role` does. */
export const ConversationItemBeta = Schema.Union([...members, UnlistedItem])
export type ConversationItemBeta = typeof ConversationItemBeta.Type

/** An item that a response may get as its input instead of the conversation. */
export const ConversationItemWithReferenceBeta = Schema.Union([...members, ItemReference, UnlistedInputItem])
export type ConversationItemWithReferenceBeta = typeof ConversationItemWithReferenceBeta.Type
