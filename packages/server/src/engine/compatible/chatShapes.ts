/**
 * What stands in one event of a chat completion, or in one that came whole. Servers differ in its shape: everything here
 * may be absent, `null` or of a kin type, and only what has a meaning is read.
 */
import type { CallFragment } from "./CallGatherer.ts"
import { elements, field, textIn } from "./json.ts"
import { wordsIn } from "./words.ts"

export interface ChatPiece {
  readonly words: string
  readonly calls: ReadonlyArray<CallFragment>
  /** Why the model ended, once it did. */
  readonly finish: string | undefined
  /** It has a content of a shape that is not known. */
  readonly isStrange: boolean
}

/** The first choice of an event. Events without a choice (usage, pings) have no words, no calls and no end. */
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

/** Some servers write `""` until the end has come. */
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
