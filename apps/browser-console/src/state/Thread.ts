/** The conversation as it is read: messages, calls with their results, and what else the model did. */
import {
  conversation,
  currentTurn,
  heardOf,
  type ItemState,
  roleOf,
  type SessionState,
  textOf
} from "@antiphon/session"

export type ThreadEntry = Message | ToolCall | Other

export interface Message {
  readonly _tag: "Message"
  readonly id: string
  readonly role: string
  readonly text: string
  /** Whether it was spoken rather than typed. */
  readonly spoken: boolean
  readonly status: string
  /** More of its words may come. */
  readonly streaming: boolean
  /** Where the user interrupted: the words that were probably heard; the rest was not. */
  readonly heard: string | undefined
  /** Why it has no words. */
  readonly wordless: string | undefined
}

export interface ToolCall {
  readonly _tag: "ToolCall"
  readonly id: string
  readonly callId: string | undefined
  readonly name: string
  readonly arguments: string
  readonly status: string
  readonly output: string | undefined
}

export interface Other {
  readonly _tag: "Other"
  readonly id: string
  readonly type: string
  readonly status: string
}

/** The entries of the conversation, first to last. Outputs stand with their calls. */
export const threadOf = (state: SessionState): ReadonlyArray<ThreadEntry> => {
  const items = conversation(state)
  const turn = currentTurn(state)
  const outputs = new Map(
    items.flatMap(({ item }) =>
      item?.type === "function_call_output" && "call_id" in item && typeof item.call_id === "string"
        ? [[item.call_id, item] as const]
        : []
    )
  )
  const entries = items.flatMap((entry): ReadonlyArray<ThreadEntry> => {
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
  })
  return turn === undefined || items.some(({ id }) => id === turn.itemId)
    ? entries
    : [...entries, speaking(turn.itemId)]
}

/** The user, who has not finished: the item will have this id. */
const speaking = (id: string): Message => ({
  _tag: "Message",
  id,
  role: "user",
  text: "",
  spoken: true,
  status: "in_progress",
  streaming: false,
  heard: undefined,
  wordless: undefined
})

const messageOf = (entry: ItemState): Message => {
  const parts = [...entry.parts.values()]
  const role = roleOf(entry)
  const isCut = parts.some(({ truncatedAtMs }) => truncatedAtMs !== undefined)
  const failed = parts.find(({ text }) => text.status === "failed")
  return {
    _tag: "Message",
    id: entry.id,
    role,
    text: textOf(entry),
    spoken: entry.item === undefined || parts.some(({ type }) => type?.endsWith("audio") ?? false),
    status: entry.status,
    streaming: role === "assistant" && entry.status === "in_progress",
    heard: isCut ? parts.map((part) => heardOf(part).text).join("\n") : undefined,
    wordless: failed?.text.error?.message ?? undefined
  }
}
