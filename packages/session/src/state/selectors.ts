/** Views of the state. */
import { type HeardText, heardText } from "@antiphon/audio"
import { isObject, kindOf, throwArgument } from "@antiphon/core/boundary"
import type { FunctionCallItem } from "@antiphon/core/shapes"
import { inOrder } from "./itemOrder.ts"
import { isSounding } from "./serverPlayback.ts"
import type { ItemState, PartState, ResponseState, SessionState, Turn } from "./SessionState.ts"

type Called = (...args: never) => unknown

/** People who write JavaScript pass the session in place of its state. */
const needState = (called: Called, name: string, state: unknown): void => {
  if (isObject(state) && "items" in state) return
  throwArgument(called, `${name} takes the state of a session, e.g. session.state, not ${kindOf(state)}`)
}

/** The items of the conversation, first to last. A committed turn stands here before its item came. */
export const conversation = (state: SessionState): ReadonlyArray<ItemState> => {
  needState(conversation, "conversation", state)
  return itemsOf(state)
}

const itemsOf = (state: SessionState): ReadonlyArray<ItemState> =>
  inOrder(state.order).flatMap((id) => {
    const item = state.items.get(id)
    return item === undefined || item.deleted ? [] : [item]
  })

/** What an item says so far. Each part's text or transcript is a line. */
export const textOf = (item: ItemState): string => {
  needItem(textOf, item)
  return [...item.parts]
    .sort(([a], [b]) => a - b)
    .flatMap(([, { text }]) => (text.text === "" ? [] : [text.text]))
    .join("\n")
}

const needItem = (called: Called, item: unknown): void => {
  if (isObject(item) && "parts" in item) return
  throwArgument(called, `textOf takes an item of conversation(session.state), not ${kindOf(item)}`)
}

/** What was said so far and by which role, first to last. Items without words are left out. */
export const transcript = (
  state: SessionState
): ReadonlyArray<{ readonly itemId: string; readonly role: string; readonly text: string }> => {
  needState(transcript, "transcript", state)
  return itemsOf(state).flatMap((item) => {
    const text = textOf(item)
    return text === "" ? [] : [{ itemId: item.id, role: roleOf(item), text }]
  })
}

/** `user`, `assistant` or `system`. A turn is the user's before its item came. */
export const roleOf = ({ item, responseId }: ItemState): string =>
  item?.type === "message" ? item.role : responseId === undefined ? "user" : "assistant"

/** The user's turn that has begun and is neither committed nor dropped. */
export const currentTurn = (state: SessionState): Turn | undefined => {
  needState(currentTurn, "currentTurn", state)
  const { last } = state.turns
  return last?.status === "speaking" || last?.status === "stopped" ? last : undefined
}

/** The response that writes to the conversation now. */
export const activeResponse = (state: SessionState): ResponseState | undefined => {
  needState(activeResponse, "activeResponse", state)
  return [...state.responses.values()].findLast(
    ({ response, status }) => status === "in_progress" && response?.conversation_id !== null
  )
}

/** A call of the application's functions. */
export interface Call {
  readonly itemId: string
  readonly callId: string
  readonly name: string
  /** JSON text, whole. */
  readonly arguments: string
}

/**
 * The call that an item is, if it ended `completed`. Only such a call may run. Arguments that are absent, empty, blank or
 * `null` are those of a function that takes nothing: `{}`. A call that has only one of item id and call id is known by that.
 */
export const callOf = ({ arguments: streamed, id, item, status }: ItemState): Call | undefined => {
  if (item?.type !== "function_call" || status !== "completed") return undefined
  const { arguments: json, call_id, name }: FunctionCallItem = item
  return { itemId: id, callId: call_id ?? id, name, arguments: firstOf(json, streamed.text) }
}

/** The first text that says something. */
const firstOf = (...texts: ReadonlyArray<string | null | undefined>): string =>
  texts.find((text) => typeof text === "string" && !["", "null"].includes(text.trim())) ?? "{}"

/** Calls that wait for their output, first to last. */
export const callsInFlight = (state: SessionState): ReadonlyArray<Call> => {
  needState(callsInFlight, "callsInFlight", state)
  const items = itemsOf(state)
  const answered = new Set<string>()
  for (const { item } of items)
    if (item?.type === "function_call_output" && "call_id" in item) answered.add(item.call_id)
  return items.flatMap((item) => {
    const call = callOf(item)
    return call === undefined || answered.has(call.callId) ? [] : [call]
  })
}

/** What was heard of a part. It is all of it, or an estimate of the words up to a truncation. */
export const heardOf = (part: PartState): HeardText => {
  const given: unknown = part
  if (!isObject(given) || !isObject(given["text"])) {
    throwArgument(heardOf, `heardOf takes a part of an item, e.g. item.parts.get(0), not ${kindOf(given)}`)
  }
  const { audioMs, text, truncatedAtMs } = part
  return truncatedAtMs === undefined
    ? { text: text.text, isEstimate: false }
    : heardText(
        { transcript: text.text, pieces: [], samples: audioMs, ended: audioMs > 0 && text.status !== "partial" },
        truncatedAtMs,
        1000
      )
}

/** When the server will end the session, in epoch ms, or `undefined` if it has not said. */
export const expiresAt = (state: SessionState): number | undefined => {
  needState(expiresAt, "expiresAt", state)
  const { session } = state
  const seconds = session !== undefined && "expires_at" in session ? session.expires_at : undefined
  return typeof seconds === "number" && seconds > 0 ? seconds * 1000 : undefined
}

/** Whether no one speaks, is about to answer, or waits for a call. Then the conversation can move to another connection. */
export const isBetweenTurns = (state: SessionState): boolean =>
  currentTurn(state) === undefined &&
  activeResponse(state) === undefined &&
  !isSounding(state) &&
  callsInFlight(state).length === 0
