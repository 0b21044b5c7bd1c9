/**
 * Translates server events from the beta into GA. One `conversation.item.created` becomes `.added` at once and `.done`
 * when the item is final. An item that a response makes is final with its `response.output_item.done`. Every other item
 * is final at once (protocol 1.7).
 */
import type { ServerEvent as Ga } from "../../events/ServerEvent.ts"
import type { ConversationItem } from "../../shapes/Item.ts"
import type { UnknownEvent } from "../../wire/Vocabulary.ts"
import type { ServerEvent as Beta } from "../ServerEvent.ts"
import { move, put } from "./fields.ts"
import { itemToGa } from "./item.ts"
import type { Trail } from "./Lost.ts"
import { paramToGa } from "./param.ts"
import { responseToGa } from "./response.ts"
import { sessionToGa, transcriptionSessionToGa } from "./session.ts"
import { forget, type OpenItem, remember, type State } from "./State.ts"

type Named<T extends Beta["type"]> = Extract<Beta, { readonly type: T }>
type Out = readonly [State, ReadonlyArray<Ga | UnknownEvent>]

export const serverToGa = (state: State, event: Beta | UnknownEvent, trail: Trail): Out => {
  switch (event.type) {
    case "conversation.item.created":
      return created(state, event, trail)
    case "response.output_item.added": {
      const item = itemToGa(event.item, trail.at("item"))
      const name = item.type === "function_call" ? item.name : undefined
      return [remember(state, item.id, { responseId: event.response_id, ...move("name", name) }), [{ ...event, item }]]
    }
    case "response.output_item.done":
      return outputDone(state, event, trail)
    case "response.function_call_arguments.done":
      return [state, [{ ...event, ...move("name", state.items.get(event.item_id)?.name) }]]
    case "response.done":
      return responseDone(state, event, trail)
    case "conversation.item.deleted":
      return [forget(state, event.item_id), [event]]
    default:
      return [state, [oneForOne(event, trail)]]
  }
}

type Stateful =
  | "conversation.item.created"
  | "response.output_item.added"
  | "response.output_item.done"
  | "response.function_call_arguments.done"
  | "response.done"

const oneForOne = (
  event: Exclude<Beta, { readonly type: Stateful }> | UnknownEvent,
  trail: Trail
): Ga | UnknownEvent => {
  switch (event.type) {
    case "session.created":
    case "session.updated":
      return { ...event, session: sessionToGa(event.session, trail.at("session")) }
    case "transcription_session.created":
      return {
        ...event,
        type: "session.created",
        session: transcriptionSessionToGa(event.session, trail.at("session"))
      }
    case "transcription_session.updated":
      return {
        ...event,
        type: "session.updated",
        session: transcriptionSessionToGa(event.session, trail.at("session"))
      }
    case "conversation.item.retrieved":
      return { ...event, item: itemToGa(event.item, trail.at("item")) }
    case "error":
      return { ...event, error: { ...event.error, ...put("param", event.error.param, paramToGa) } }
    case "response.created":
      return { ...event, response: responseToGa(event.response, trail.at("response")) }
    case "response.text.delta":
      return { ...event, type: "response.output_text.delta" }
    case "response.text.done":
      return { ...event, type: "response.output_text.done" }
    case "response.audio_transcript.delta":
      return { ...event, type: "response.output_audio_transcript.delta" }
    case "response.audio_transcript.done":
      return { ...event, type: "response.output_audio_transcript.done" }
    case "response.audio.delta":
      return { ...event, type: "response.output_audio.delta" }
    case "response.audio.done":
      return { ...event, type: "response.output_audio.done" }
    default:
      return event
  }
}

const created = (state: State, event: Named<"conversation.item.created">, trail: Trail): Out => {
  const item = itemToGa(event.item, trail.at("item"))
  const open: OpenItem | undefined = item.id === undefined ? undefined : state.items.get(item.id)
  const added = { ...event, type: "conversation.item.added" as const, item }
  const entered: OpenItem = { added: { ...move("previous", event.previous_item_id), item } }
  if (open?.final === undefined && (open?.responseId !== undefined || isBegun(item))) {
    return [remember(state, item.id, entered), [added]]
  }
  const final = open?.final ?? item
  return [
    open === undefined ? state : remember(state, item.id, { ...entered, done: true }),
    [added, itemDone(event.event_id, entered, final)]
  ]
}

/**
 * Whether the model has begun the item and will end it. An item of the client or the user is final however it is
 * marked.
 */
const isBegun = (item: ConversationItem): boolean => {
  if (item.id === undefined) return false
  switch (item.type) {
    case "message":
      return item.role === "assistant" && item.status === "in_progress"
    case "function_call":
    case "mcp_call":
      return item.status === "in_progress"
    default:
      return false
  }
}

const outputDone = (state: State, event: Named<"response.output_item.done">, trail: Trail): Out => {
  const item = itemToGa(event.item, trail.at("item"))
  const open: OpenItem | undefined = item.id === undefined ? undefined : state.items.get(item.id)
  const ends = open?.added !== undefined && open.done !== true
  return [
    remember(state, item.id, { responseId: event.response_id, final: item, ...(ends ? { done: true } : {}) }),
    [{ ...event, item }, ...(ends ? [itemDone(event.event_id, open, item)] : [])]
  ]
}

/** Ends the items that the response left open, then the response. Forgets all items of the response. */
const responseDone = (state: State, event: Named<"response.done">, trail: Trail): Out => {
  const response = responseToGa(event.response, trail.at("response"))
  const output = response.output ?? []
  const made = [...state.items].filter(
    ([id, open]) => open.responseId === response.id || output.some((item) => item.id === id)
  )
  const ended = made.flatMap(([id, open]) => {
    if (open.added === undefined || open.done === true) return []
    const final = output.find((item) => item.id === id) ?? { ...open.added.item, status: "incomplete" }
    return [itemDone(event.event_id, open, final)]
  })
  return [forget(state, ...made.map(([id]) => id)), [...ended, { ...event, response }]]
}

/** The second half of the beta's one event. Its `event_id` must be fresh, and names the event that it comes from. */
const itemDone = (eventId: string | null | undefined, { added }: OpenItem, item: ConversationItem): Ga => ({
  type: "conversation.item.done",
  ...(typeof eventId === "string" ? { event_id: `${eventId}:${item.id ?? "item"}` } : {}),
  ...move("previous_item_id", added?.previous),
  item
})
