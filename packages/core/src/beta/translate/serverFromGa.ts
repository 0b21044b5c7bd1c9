/**
 * Translates server events from GA into the beta. The beta announces an item once, when the item enters. The response
 * that makes the item then reports its end.
 */
import * as Equal from "effect/Equal"
import type { ServerEvent as Ga } from "../../events/ServerEvent.ts"
import type { UnknownEvent } from "../../wire/Vocabulary.ts"
import type { Unlisted } from "../../wire/Wire.ts"
import type { ServerEvent as Beta } from "../ServerEvent.ts"
import { move, put } from "./fields.ts"
import { itemFromGa } from "./item.ts"
import type { Trail } from "./Lost.ts"
import { paramFromGa } from "./param.ts"
import { responseFromGa } from "./response.ts"
import { sessionFromGa, transcriptionSessionFromGa, unlistedSessionFromGa } from "./session.ts"
import { forget, type OpenItem, remember, type State } from "./State.ts"

type Named<T extends Ga["type"]> = Extract<Ga, { readonly type: T }>
type Out = readonly [State, ReadonlyArray<Beta | UnknownEvent>]

export const serverFromGa = (state: State, event: Ga | UnknownEvent, trail: Trail): Out => {
  switch (event.type) {
    case "conversation.item.added": {
      const { item, previous_item_id } = event
      const entered = { added: { ...move("previous", previous_item_id), item } }
      return [remember(state, item.id, entered), [created(event, trail)]]
    }
    case "conversation.item.done":
      return itemDone(state, event, trail)
    case "response.output_item.added": {
      const { item, response_id } = event
      const name = item.type === "function_call" ? item.name : undefined
      return [
        remember(state, item.id, { responseId: response_id, ...move("name", name) }),
        [{ ...event, item: itemFromGa(item, trail.at("item")) }]
      ]
    }
    case "response.function_call_arguments.done": {
      const { name, ...rest } = event
      const known = state.items.get(event.item_id)?.name
      if (name !== known) trail.lose({ name }, "in the beta the item alone names the function")
      return [state, [rest]]
    }
    case "response.done": {
      const response = responseFromGa(event.response, trail.at("response"))
      const made = [...state.items].filter(([, open]) => open.responseId === response.id)
      return [forget(state, ...made.map(([id]) => id)), [{ ...event, response }]]
    }
    case "conversation.item.deleted":
      return [forget(state, event.item_id), [event]]
    default:
      return [state, [oneForOne(event, trail)]]
  }
}

type Stateful =
  | "conversation.item.added"
  | "conversation.item.done"
  | "response.output_item.added"
  | "response.function_call_arguments.done"
  | "response.done"

const oneForOne = (
  event: Exclude<Ga, { readonly type: Stateful }> | UnknownEvent,
  trail: Trail
): Beta | UnknownEvent => {
  switch (event.type) {
    case "session.created":
    case "session.updated":
      return configured(event, trail)
    case "conversation.item.created":
    case "conversation.item.retrieved":
    case "response.output_item.done":
      return { ...event, item: itemFromGa(event.item, trail.at("item")) }
    case "error":
      return { ...event, error: { ...event.error, ...put("param", event.error.param, paramFromGa) } }
    case "response.created":
      return { ...event, response: responseFromGa(event.response, trail.at("response")) }
    case "response.output_text.delta":
      return { ...event, type: "response.text.delta" }
    case "response.output_text.done":
      return { ...event, type: "response.text.done" }
    case "response.output_audio_transcript.delta":
      return { ...event, type: "response.audio_transcript.delta" }
    case "response.output_audio_transcript.done":
      return { ...event, type: "response.audio_transcript.done" }
    case "response.output_audio.delta":
      return { ...event, type: "response.audio.delta" }
    case "response.output_audio.done":
      return { ...event, type: "response.audio.done" }
    case "input_audio_buffer.dtmf_event_received":
      // Passes whole, as an event that the beta does not name. Beta clients skip such events.
      return { ...event, type: event.type as string as Unlisted }
    default:
      return event
  }
}

const configured = (event: Named<"session.created"> | Named<"session.updated">, trail: Trail): Beta => {
  const { session, type, ...rest } = event
  const at = trail.at("session")
  switch (session.type) {
    case "realtime":
      return { ...rest, type, session: sessionFromGa(session, at) }
    case "transcription":
      return {
        ...rest,
        type: type === "session.created" ? "transcription_session.created" : "transcription_session.updated",
        session: transcriptionSessionFromGa(session, at)
      }
    default:
      return { ...rest, type, session: unlistedSessionFromGa(session, at) }
  }
}

const created = (event: Named<"conversation.item.added"> | Named<"conversation.item.done">, trail: Trail): Beta => ({
  ...event,
  type: "conversation.item.created",
  item: itemFromGa(event.item, trail.at("item"))
})

/** Stays silent about an item that was announced. Notes its final form if no response reports it. */
const itemDone = (state: State, event: Named<"conversation.item.done">, trail: Trail): Out => {
  const { item, previous_item_id } = event
  const open: OpenItem | undefined = item.id === undefined ? undefined : state.items.get(item.id)
  if (open?.added === undefined) {
    const entered = { added: { ...move("previous", previous_item_id), item }, done: true }
    return [open === undefined ? state : remember(state, item.id, entered), [created(event, trail)]]
  }
  if (open.responseId !== undefined) return [remember(state, item.id, { done: true }), []]
  if (!Equal.equals(open.added.item, item)) trail.lose({ item }, "the beta announces an item once, when it enters")
  return [item.id === undefined ? state : forget(state, item.id), []]
}
