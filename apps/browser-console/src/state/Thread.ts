/** The conversation as a list of messages, calls with their results, and other items. */
import type { TranscriptionError } from "@antiphon/core/shapes"
import {
  conversation,
  currentTurn,
  heardOf,
  type ItemState,
  roleOf,
  type SessionState,
  textOf
} from "@antiphon/session"
import type { StoppedAnswer } from "./Stopped.ts"

/** An entry of the conversation. */
export type ThreadEntry = Message | ToolCall | StoppedEntry | Other

/** A message of the user or of the model. */
export interface Message {
  readonly _tag: "Message"
  readonly id: string
  /** The response that made it. `undefined` for messages of the user. */
  readonly responseId: string | undefined
  readonly role: string
  readonly text: string
  /** Whether it was spoken rather than typed. */
  readonly spoken: boolean
  readonly status: string
  /** Whether more of its words may come. */
  readonly streaming: boolean
  /** The words that were probably heard if the user interrupted, and otherwise `undefined`. */
  readonly heard: string | undefined
  /** Why it has no words, if the server said so. */
  readonly wordless: string | undefined
}

/** A call of a function. */
export interface ToolCall {
  readonly _tag: "ToolCall"
  readonly id: string
  /** The id that the output must carry. `undefined` until the server sent it. */
  readonly callId: string | undefined
  readonly name: string
  /** The arguments as JSON, as far as they have arrived. */
  readonly arguments: string
  readonly status: string
  /** The output as it was sent, or `undefined` while the call waits for it. */
  readonly output: string | undefined
}

/** An answer that was stopped before it was heard. */
export interface StoppedEntry {
  readonly _tag: "Stopped"
  readonly id: string
}

/** An item of another type. */
export interface Other {
  readonly _tag: "Other"
  readonly id: string
  readonly type: string
  readonly status: string
}

/**
 * The entries of the conversation in order. Outputs stand with their calls, and a note stands where an answer was stopped before it was
 * heard.
 */
export const threadOf = (
  state: SessionState,
  stopped: ReadonlyArray<StoppedAnswer> = []
): ReadonlyArray<ThreadEntry> => {
  const items = conversation(state)
  const gone = stopped.filter(({ id }) => !items.some((item) => item.id === id))
  const notesAfter = (after: string | undefined): ReadonlyArray<StoppedEntry> =>
    gone.filter((answer) => answer.after === after).map(({ id }) => ({ _tag: "Stopped", id }))
  const turn = currentTurn(state)
  const outputs = new Map(
    items.flatMap(({ item }) =>
      item?.type === "function_call_output" && "call_id" in item && typeof item.call_id === "string"
        ? [[item.call_id, item] as const]
        : []
    )
  )
  const entryOf = (entry: ItemState): ReadonlyArray<ThreadEntry> => {
    const { id, item, status } = entry
    switch (item?.type) {
      case undefined:
      case "message":
        return [messageOf(entry)]
      case "function_call": {
        const callId = "call_id" in item && typeof item.call_id === "string" ? item.call_id : undefined
        const output = callId === undefined ? undefined : outputs.get(callId)
        const text = output !== undefined && "output" in output ? output.output : undefined
        const name = "name" in item && typeof item.name === "string" ? item.name : "a function"
        return [
          {
            _tag: "ToolCall",
            id,
            callId,
            name,
            arguments: entry.arguments.text,
            status,
            output: typeof text === "string" ? text : undefined
          }
        ]
      }
      case "function_call_output":
        return []
      default:
        return [{ _tag: "Other", id, type: item?.type ?? "item", status }]
    }
  }
  const entries = [...notesAfter(undefined), ...items.flatMap((entry) => [...entryOf(entry), ...notesAfter(entry.id)])]
  return turn === undefined || items.some(({ id }) => id === turn.itemId)
    ? entries
    : [...entries, speaking(turn.itemId)]
}

/** The user's unfinished turn. Its item will have this id. */
export const speaking = (id: string): Message => ({
  _tag: "Message",
  id,
  responseId: undefined,
  role: "user",
  text: "",
  spoken: true,
  status: "in_progress",
  streaming: false,
  heard: undefined,
  wordless: undefined
})

/** The entry of a message. */
const messageOf = (entry: ItemState): Message => {
  const parts = [...entry.parts.values()]
  const role = roleOf(entry)
  const isCut = parts.some(({ truncatedAtMs }) => truncatedAtMs !== undefined)
  const failed = parts.find(({ text }) => text.status === "failed")
  return {
    _tag: "Message",
    id: entry.id,
    responseId: entry.responseId,
    role,
    text: textOf(entry),
    spoken: entry.item === undefined || parts.some(({ type }) => type?.endsWith("audio") ?? false),
    status: entry.status,
    streaming: role === "assistant" && entry.status === "in_progress",
    heard: isCut ? parts.map((part) => heardOf(part).text).join("\n") : undefined,
    wordless: failed === undefined ? undefined : wordlessOf(failed.text.error)
  }
}

/** The offline engine writes English only. Each message says it briefly. */
const wordlessOf = (error: TranscriptionError | undefined): string | undefined =>
  error?.code === "not_available_offline" ? "(no transcript: offline engine)" : sentence(error?.message)

/** A message of a server as a sentence. */
const sentence = (text: string | null | undefined): string | undefined =>
  typeof text === "string" ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.` : undefined
