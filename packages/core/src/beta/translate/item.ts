/**
 * Translates items and their content from one dialect into the other. Only messages differ. Every other item passes
 * through.
 */
import type { AssistantContent, UserContent } from "../../shapes/Content.ts"
import type {
  AssistantMessageItem,
  ConversationItem,
  ResponseInputItem,
  SystemMessageItem,
  UnlistedMessageItem,
  UserMessageItem
} from "../../shapes/Item.ts"
import type { AssistantContentBeta, UserContentBeta } from "../shapes/Content.ts"
import type {
  AssistantMessageItemBeta,
  ConversationItemBeta,
  ConversationItemWithReferenceBeta,
  UserMessageItemBeta
} from "../shapes/Item.ts"
import type { Trail } from "./Lost.ts"

type Message = SystemMessageItem | UserMessageItem | AssistantMessageItem | UnlistedMessageItem
type MessageBeta = SystemMessageItem | UserMessageItemBeta | AssistantMessageItemBeta | UnlistedMessageItem

export const itemToGa = (item: ConversationItemBeta, trail: Trail): ConversationItem =>
  item.type === "message" ? messageToGa(item, trail) : item

export const itemFromGa = (item: ConversationItem, trail: Trail): ConversationItemBeta =>
  item.type === "message" ? messageFromGa(item, trail) : item

export const itemsToGa =
  (trail: Trail) =>
  (items: ReadonlyArray<ConversationItemBeta>): ReadonlyArray<ConversationItem> =>
    items.map((item, index) => itemToGa(item, trail.at(index)))

export const itemsFromGa =
  (trail: Trail) =>
  (items: ReadonlyArray<ConversationItem>): ReadonlyArray<ConversationItemBeta> =>
    items.map((item, index) => itemFromGa(item, trail.at(index)))

export const inputToGa =
  (trail: Trail) =>
  (items: ReadonlyArray<ConversationItemWithReferenceBeta>): ReadonlyArray<ResponseInputItem> =>
    items.map((item, index) => (item.type === "message" ? messageToGa(item, trail.at(index)) : item))

export const inputFromGa =
  (trail: Trail) =>
  (items: ReadonlyArray<ResponseInputItem>): ReadonlyArray<ConversationItemWithReferenceBeta> =>
    items.map((item, index) => (item.type === "message" ? messageFromGa(item, trail.at(index)) : item))

const messageToGa = (item: MessageBeta, trail: Trail): Message => {
  switch (item.role) {
    case "user":
      return { ...item, content: userContentToGa(item.content, trail.at("content")) }
    case "assistant":
      return { ...item, content: item.content.map(assistantPartToGa) }
    default:
      return item
  }
}

const messageFromGa = (item: Message, trail: Trail): MessageBeta => {
  switch (item.role) {
    case "user":
      return { ...item, content: userContentFromGa(item.content, trail.at("content")) }
    case "assistant":
      return { ...item, content: item.content.map(assistantPartFromGa) }
    default:
      return item
  }
}

const userContentToGa = (content: ReadonlyArray<UserContentBeta>, trail: Trail): ReadonlyArray<UserContent> =>
  content.flatMap((part, index) => {
    if (part.type !== "item_reference") return [part]
    trail.at(index).loseThis("GA refers to an item by an item, not by a part")
    return []
  })

const userContentFromGa = (content: ReadonlyArray<UserContent>, trail: Trail): ReadonlyArray<UserContentBeta> =>
  content.flatMap((part, index) => {
    if (part.type !== "input_image") return [part]
    trail.at(index).loseThis("the beta has no images")
    return []
  })

const assistantPartToGa = (part: AssistantContentBeta): AssistantContent => {
  switch (part.type) {
    case "text":
      return { ...part, type: "output_text" }
    case "audio":
      return { ...part, type: "output_audio" }
    default:
      return part
  }
}

const assistantPartFromGa = (part: AssistantContent): AssistantContentBeta => {
  switch (part.type) {
    case "output_text":
      return { ...part, type: "text" }
    case "output_audio":
      return { ...part, type: "audio" }
    default:
      return part
  }
}
