/**
 * Reads one event of a chat completion, or a completion that arrived whole. Servers differ in the shapes. Every field
 * may be absent, `null` or of a related type, and fields without a meaning are ignored.
 */
import type { CallFragment } from "./CallGatherer.ts"
import { elements, field, textIn } from "./json.ts"
import { wordsIn } from "./words.ts"

/** The content of one event. */
export interface ChatPiece {
  readonly words: string
  readonly calls: ReadonlyArray<CallFragment>
  /** Why the model stopped, or `undefined` if it goes on. */
  readonly finish: string | undefined
  /** Whether its content has an unknown shape. */
  readonly isStrange: boolean
}

/** Reads the first choice of an event. Events without a choice, such as usage and pings, are empty. */
export const chatPiece = (event: unknown): ChatPiece => {
  const [choice] = elements(field(event, "choices"))
  const message = field(choice, "message")
  const said = field(choice, "delta") ?? message ?? choice
  const content = field(said, "content")
  const words = content == null ? (textIn(field(said, "text")) ?? "") : wordsIn(content)
  const refusal = textIn(field(said, "refusal")) ?? ""
  return {
    words: (words ?? "") + refusal,
    calls: callsIn(said, field(choice, "delta") == null && message != null),
    finish: finishOf(field(choice, "finish_reason")),
    isStrange: words === undefined
  }
}

/** Some servers write `""` until the model stops. */
const finishOf = (reason: unknown): string | undefined =>
  reason == null || reason === "" || reason === false ? undefined : String(reason)

const callsIn = (said: unknown, isWhole: boolean): ReadonlyArray<CallFragment> => {
  const calls = field(said, "tool_calls")
  const legacy = field(said, "function_call")
  const list = Array.isArray(calls) ? calls : [calls, legacy]
  return list.flatMap((call, place) =>
    typeof call === "object" && call !== null ? [fragmentOf(call, isWhole || place > 0)] : []
  )
}

const fragmentOf = (call: object, isApart: boolean): CallFragment => {
  const called = field(call, "function") ?? call
  const id = field(call, "id")
  return {
    index: indexOf(field(call, "index")),
    id: typeof id === "number" ? String(id) : textIn(id),
    name: textIn(field(called, "name")) ?? "",
    text: argumentsIn(field(called, "arguments")),
    isApart
  }
}

const indexOf = (index: unknown): number | undefined => {
  const value = typeof index === "string" && index !== "" ? Number(index) : index
  return typeof value === "number" && Number.isInteger(value) ? value : undefined
}

const argumentsIn = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "object" && value !== null ? JSON.stringify(value) : ""
