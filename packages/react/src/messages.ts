/** The messages of a conversation, and how much of them was heard so far. */
import { conversation, heardOf, type SessionState } from "@antiphon/client"

type Item = ReturnType<typeof conversation>[number]
type Part = NonNullable<ReturnType<Item["parts"]["get"]>>

/** One message of either side. */
export interface Message {
  readonly id: string
  /** `user`, `assistant` or `system`. */
  readonly role: string
  /** All its words so far. A spoken message of the user has none if the session has no transcription. */
  readonly text: string
  /** The words that the user has heard, which grow while the message plays. All of it for what is not played. */
  readonly heard: string
  /** The rest of `text`. It stays if the user interrupts. */
  readonly unheard: string
  readonly isSpoken: boolean
  /** Whether all of its words have come. */
  readonly isComplete: boolean
  /** Whether the user interrupted it. Nothing is unheard if the model had said no more yet. */
  readonly isInterrupted: boolean
}

/** Says how many ms of an item were heard, or `undefined` if it is not playing. */
export type HeardMs = (item: Item) => number | undefined

/** Makes a view that keeps the identity of what does not change. */
export const makeMessages = () => {
  const settled = new WeakMap<Item, Message>()
  let last: ReadonlyArray<Message> = []

  const messageOf = (item: Item, heardMs: HeardMs, isCancelled: boolean): Message | undefined => {
    const role = roleOf(item)
    if (role === undefined) return undefined
    const ms = role === "assistant" ? heardMs(item) : undefined
    const known = ms === undefined ? settled.get(item) : undefined
    if (known !== undefined && (known.isInterrupted || !isCancelled)) return known
    const parts = [...item.parts].sort(([a], [b]) => a - b).map(([, part]) => part)
    const text = lines(parts.map((part) => part.text.text))
    if (text === "" && role !== "user") return undefined
    const heard = lines(parts.map((part) => heardOf(heardUntil(part, ms)).text))
    const message: Message = {
      id: item.id,
      role,
      text,
      heard,
      unheard: text.slice(heard.length),
      isSpoken: role === "user" ? parts.length === 0 || parts.some(isAudio) : parts.some(isAudio),
      isComplete: item.status !== "in_progress" && parts.every((part) => part.text.status !== "partial"),
      isInterrupted: isCancelled || parts.some(({ truncatedAtMs }) => truncatedAtMs !== undefined)
    }
    if (ms === undefined) settled.set(item, message)
    return message
  }

  return (state: SessionState, heardMs: HeardMs): ReadonlyArray<Message> => {
    const before = new Map(last.map((message) => [message.id, message]))
    const now = conversation(state).flatMap((item) => {
      const response = item.responseId === undefined ? undefined : state.responses.get(item.responseId)
      const message = messageOf(item, heardMs, response?.status === "cancelled")
      if (message === undefined) return []
      const old = before.get(item.id)
      return [old !== undefined && isSame(old, message) ? old : message]
    })
    if (now.length !== last.length || now.some((message, at) => message !== last[at])) last = now
    return last
  }
}

/** Returns `undefined` for calls and their outputs, which are not messages. */
const roleOf = ({ item, responseId }: Item): string | undefined => {
  if (item === undefined) return responseId === undefined ? "user" : "assistant"
  return item.type === "message" && "role" in item ? String(item.role) : undefined
}

const isAudio = ({ audioMs, type }: Part): boolean => audioMs > 0 || /audio/.test(type ?? "")

/** Counts a part as heard up to a time. What was truncated stays so. */
const heardUntil = (part: Part, ms: number | undefined): Part =>
  ms === undefined || part.truncatedAtMs !== undefined || !isAudio(part) ? part : { ...part, truncatedAtMs: ms }

const lines = (texts: ReadonlyArray<string>): string => texts.filter((text) => text !== "").join("\n")

const isSame = (a: Message, b: Message): boolean =>
  a.text === b.text &&
  a.heard === b.heard &&
  a.role === b.role &&
  a.isSpoken === b.isSpoken &&
  a.isComplete === b.isComplete &&
  a.isInterrupted === b.isInterrupted
