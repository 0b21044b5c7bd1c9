/**
 * Puts streamed tool calls in the order of the engine contract. There the arguments follow their call without
 * anything in between. The first call is passed on as it arrives. Other calls and words wait until the answer is
 * complete. A call is found by its id or its index in one look-up.
 */
import type { ResponseChunk } from "../Contract.ts"
import { JsonEnd } from "./JsonEnd.ts"

/** A piece of a call. Some servers number calls by `index`, some start a call with a new `id`, and some do neither. */
export interface CallFragment {
  readonly index: number | undefined
  readonly id: string | undefined
  readonly name: string
  readonly text: string
  /** Whether it follows another call in the same event, or belongs to an answer that arrived whole. */
  readonly isApart: boolean
}

/** One call so far. */
interface Gathered {
  readonly id: string | undefined
  name: string
  /** The arguments that were not passed on yet. */
  text: string
  hasArguments: boolean
  readonly end: JsonEnd
}

/** Gathers the calls of one answer. */
export class CallGatherer {
  readonly #calls: Array<Gathered> = []
  readonly #byId = new Map<string, Gathered>()
  readonly #byIndex = new Map<number, Gathered>()
  readonly #words: Array<string> = []
  #isFirstOpen = false

  /** Whether a call has no function name. */
  get hasNameless(): boolean {
    return this.#calls.some(({ name }) => name === "")
  }

  /** Takes words of the answer. Returns what can be sent now. */
  text(text: string): ReadonlyArray<ResponseChunk> {
    if (text === "") return []
    if (!this.#isFirstOpen) return [{ _tag: "Text", text }]
    this.#words.push(text)
    return []
  }

  /** Takes a piece of a call. Returns what can be sent now. */
  fragment(fragment: CallFragment): ReadonlyArray<ResponseChunk> {
    const call = this.#find(fragment) ?? this.#begin(fragment)
    if (fragment.index !== undefined) this.#byIndex.set(fragment.index, call)
    if (fragment.id !== undefined) this.#byId.set(fragment.id, call)
    if (call.name === "") call.name = fragment.name
    call.text += fragment.text
    call.end.push(fragment.text)
    if (call !== this.#calls[0] || call.name === "") return []
    const opening = this.#isFirstOpen ? [] : opened(call)
    this.#isFirstOpen = true
    return [...opening, ...written(call)]
  }

  /** Returns what waited, once the answer has ended. The arguments of a call that was cut off stay incomplete. */
  rest(isCut: boolean): ReadonlyArray<ResponseChunk> {
    const chunks = this.#calls.flatMap((call, index) => {
      const opening = index === 0 && this.#isFirstOpen ? [] : opened(call)
      const isBare = !call.hasArguments && withoutNull(call.text).trim() === ""
      return [...opening, ...(isBare ? (isCut ? [] : argumentsOf("{}")) : argumentsOf(call.text))]
    })
    const text = this.#words.join("")
    return text === "" ? chunks : [...chunks, { _tag: "Text", text }]
  }

  #find({ id, index, isApart, name, text }: CallFragment): Gathered | undefined {
    const known = id === undefined ? undefined : this.#byId.get(id)
    if (known !== undefined) return known
    const call = index === undefined ? this.#calls.at(-1) : this.#byIndex.get(index)
    if (call === undefined || name === "") return id === undefined || index !== undefined ? call : undefined
    if (id !== undefined && (call.id !== undefined || index === undefined)) return undefined
    const isAnother = call.name !== "" && (call.name !== name || (call.end.isWhole && text !== ""))
    return isAnother || (isApart && index === undefined) ? undefined : call
  }

  #begin({ id }: CallFragment): Gathered {
    const call = { id, name: "", text: "", hasArguments: false, end: new JsonEnd() }
    this.#calls.push(call)
    return call
  }
}

const opened = ({ id, name }: Gathered): ReadonlyArray<ResponseChunk> => [
  { _tag: "FunctionCall", name, ...(id === undefined ? {} : { callId: id }) }
]

const argumentsOf = (text: string): ReadonlyArray<ResponseChunk> => (text === "" ? [] : [{ _tag: "Arguments", text }])

/** Passes arguments on once they are more than spaces or `null`, which stand for no arguments. */
const written = (call: Gathered): ReadonlyArray<ResponseChunk> => {
  if (!call.hasArguments && "null".startsWith(call.text.trim())) return []
  const { text } = call
  call.hasArguments = true
  call.text = ""
  return argumentsOf(text)
}

const withoutNull = (text: string): string => (text.trim() === "null" ? "" : text)
