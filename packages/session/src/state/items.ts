/** Items and their parts, from events in any order. */
import type { AssistantContent, ConversationItem, StreamedPart, UserContent } from "@antiphon/core/shapes"
import type { ItemState, PartState, SessionState, Status, TextSlot } from "./SessionState.ts"
import { place } from "./itemOrder.ts"
import { advance } from "./status.ts"
import { PersistentMap } from "./PersistentMap.ts"
import { notice, noticeLate, textFull } from "./notices.ts"
import { absent, append, becameFull, complete, end, isLate } from "./textSlot.ts"

/** The state with one item changed. A deleted item and an unchanged one leave the state as it is. */
export const updateItem = (state: SessionState, id: string, change: (item: ItemState) => ItemState): SessionState => {
  const current = state.items.get(id)
  if (current?.deleted === true) return state
  const next = change(current ?? unknownItem(id))
  return next === current ? state : { ...state, items: state.items.with(id, next) }
}

/** An item of which only the id is known. */
export const unknownItem = (id: string): ItemState => ({
  id,
  item: undefined,
  status: "in_progress",
  responseId: undefined,
  parts: PersistentMap.empty(),
  arguments: absent,
  deleted: false
})

/** The state with an item announced in the conversation, whether or not its content is known yet. */
export const announce = (state: SessionState, id: string, previous: string | null | undefined): SessionState => {
  const order = place(state.order, id, previous)
  return updateItem(order === state.order ? state : { ...state, order }, id, (item) => item)
}

/** Takes an item as an event showed it. A `final` item does not change by itself any more. */
export const showItem = (state: SessionState, item: ConversationItem, final: boolean): SessionState => {
  if (item.id === undefined) return state
  return updateItem(state, item.id, (current) => {
    const told = "status" in item ? item.status : undefined
    const status = advance(current.status, final ? finalStatus(told) : told)
    if (current.item !== undefined && !final && current.status !== "in_progress") return current
    return {
      ...current,
      item: withoutAudio(item),
      status,
      parts: showContent(current.parts, item, final),
      arguments: final && "arguments" in item ? complete(current.arguments, item.arguments) : current.arguments
    }
  })
}

/** Takes an item as the client asked to see it. It fills in what is missing, and takes back nothing that is known. */
export const showRetrieved = (state: SessionState, item: ConversationItem): SessionState => {
  if (item.id === undefined) return state
  return updateItem(state, item.id, (current) => ({
    ...current,
    item: current.item ?? withoutAudio(item),
    status: advance(current.status, "status" in item ? item.status : undefined),
    parts: showContent(current.parts, item, true)
  }))
}

/** An item ends in this way, unless it has ended already, and no more comes of its texts. */
export const endItem = (state: SessionState, id: string, status: Status): SessionState =>
  updateItem(state, id, (current) => {
    const partial = [...current.parts].filter(([, { text }]) => text.status === "partial")
    if (current.status !== "in_progress" && partial.length === 0 && current.arguments.status !== "partial") {
      return current
    }
    return {
      ...current,
      status: advance(current.status, status),
      parts: partial.reduce(
        (parts, [index, part]) => parts.with(index, { ...part, text: end(part.text) }),
        current.parts
      ),
      arguments: end(current.arguments)
    }
  })

/** The state with the arguments of a call changed. */
export const updateArguments = (
  state: SessionState,
  id: string,
  change: (slot: TextSlot) => TextSlot
): SessionState => {
  let isFull = false
  const next = updateItem(state, id, (item) => {
    const text = change(item.arguments)
    isFull = becameFull(item.arguments, text)
    return text === item.arguments ? item : { ...item, arguments: text }
  })
  return isFull ? notice(next, textFull(id)) : next
}

/** The item without audio bytes, which would grow the state with the length of the conversation. */
const withoutAudio = (item: ConversationItem): ConversationItem => {
  if (item.type !== "message" || !("content" in item)) return item
  if (!item.content.some((part) => "audio" in part)) return item
  switch (item.role) {
    case "user":
      return { ...item, content: item.content.map(silent) }
    case "assistant":
      return { ...item, content: item.content.map(silent) }
    default:
      return item
  }
}

const silent = <P extends UserContent | AssistantContent>(part: P): P => {
  if (!("audio" in part)) return part
  const kept: P & { audio?: unknown } = { ...part }
  delete kept.audio
  return kept
}

// A final item without a status is whole. Servers leave the field out if nothing went wrong.
const finalStatus = (status: Status | null | undefined): Status =>
  status === null || status === undefined || status === "in_progress" ? "completed" : status

/** Takes the parts of a message. Texts of an item that is still being made are left to the pieces that come. */
const showContent = (parts: ItemState["parts"], item: ConversationItem, final: boolean): ItemState["parts"] => {
  if (item.type !== "message" || !("content" in item)) return parts
  return item.content.reduce<ItemState["parts"]>(
    (known, content, index) =>
      updatePart(known, index, (part) => ({
        ...part,
        type: content.type,
        // What the user typed is whole from the first.
        text: final || content.type === "input_text" ? showText(part.text, content) : part.text
      })),
    parts
  )
}

/** Takes the whole text of a part. Audio has one if the server transcribed it. */
const showText = (slot: TextSlot, content: UserContent | AssistantContent): TextSlot => {
  switch (content.type) {
    case "input_text":
    case "output_text":
      return complete(slot, content.text ?? "")
    case "input_audio":
    case "output_audio":
      return typeof content.transcript === "string" ? complete(slot, content.transcript) : slot
    default:
      return slot
  }
}

/** The parts with one of them changed. An unknown part begins without a type and a text. */
const updatePart = (
  parts: ItemState["parts"],
  index: number,
  change: (part: PartState) => PartState
): ItemState["parts"] => {
  const current = parts.get(index)
  const next = change(current ?? { type: undefined, text: absent, audioMs: 0, truncatedAtMs: undefined })
  return next === current ? parts : parts.with(index, next)
}

/** The state with one part of an item changed. */
export const updateItemPart = (
  state: SessionState,
  itemId: string,
  index: number,
  change: (part: PartState) => PartState
): SessionState =>
  updateItem(state, itemId, (item) => {
    const parts = updatePart(item.parts, index, change)
    return parts === item.parts ? item : { ...item, parts }
  })

/** The state with the text of one part changed. */
export const updateText = (
  state: SessionState,
  itemId: string,
  index: number,
  change: (slot: TextSlot) => TextSlot
): SessionState => {
  let isFull = false
  const next = updateItemPart(state, itemId, index, (part) => {
    const text = change(part.text)
    isFull = becameFull(part.text, text)
    return text === part.text ? part : { ...part, text }
  })
  return isFull ? notice(next, textFull(itemId)) : next
}

/** The state with a piece of a part's text, or with the `whole` of it. What comes too late is left out with a notice. */
export const addText = (
  state: SessionState,
  { content_index: index, item_id: itemId }: StreamedPlace,
  text: string,
  whole: boolean
): SessionState => {
  const item = state.items.get(itemId)
  return item?.deleted !== true && isLate(item?.parts.get(index ?? 0)?.text ?? absent, text)
    ? noticeLate(state, itemId)
    : updateText(state, itemId, index ?? 0, (slot) => (whole ? complete : append)(slot, text))
}

/** Which part of which item an event is about. */
interface StreamedPlace {
  readonly item_id: string
  readonly content_index?: number | null
}

/** A part as `response.content_part.*` shows it, named as items name theirs. */
export const showPart = (part: PartState, { type }: StreamedPart): PartState => {
  const named = type === "audio" || type === "text" ? `output_${type}` : (type ?? undefined)
  return part.type === undefined && named !== undefined ? { ...part, type: named } : part
}
