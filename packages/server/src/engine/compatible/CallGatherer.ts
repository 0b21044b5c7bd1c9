/**
 * Puts streamed tool calls in the order of the engine contract, where the arguments of a call follow it and nothing comes
 * between. The first call is handed on as it comes; what comes beside it (other calls, words) once the answer is whole.
 * A call is found by its id or its index in one look, however many there are.
 */
import type { ResponseChunk } from "../Contract.ts"
import { JsonEnd } from "./JsonEnd.ts"

/** A piece of a call. Servers differ: some count by `index`, some only name a new call by a new `id`, some do neither. */
export interface CallFragment {
  readonly index: number | undefined
  readonly id: string | undefined
  readonly name: string
  readonly text: string
  /** It stands behind another one in the same event, or in an answer that came whole. */
  readonly isApart: boolean
}

interface Gathered {
  readonly id: string | undefined
  name: string
  /** Arguments that were not handed on yet. */
  text: string
  hasArguments: boolean
  readonly end: JsonEnd
}

export class CallGatherer {
  readonly #calls: Array<Gathered> = []
  readonly #byId = new Map<string, Gathered>()
  readonly #byIndex = new Map<number, Gathered>()
  readonly #words: Array<string> = []
  #isFirstOpen = false

  /** Whether a call came without the name of a function. */
  get hasNameless(): boolean {
    return this.#calls.some(({ name }) => name === "")
  }

  /** Words of the answer. */
  text(text: string): ReadonlyArray<ResponseChunk> {
    if (text === "") return []
    if (!this.#isFirstOpen) return [{ _tag: "Text", text }]
    this.#words.push(text)
    return []
  }

  /** A piece of one of its calls. */
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

  /** What was held back, once the answer has ended. The arguments of a call that was cut off stay as they are. */
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

/** Hands on the arguments that came, once they are more than blanks or `null`: those take the place of none. */
const written = (call: Gathered): ReadonlyArray<ResponseChunk> => {
  if (!call.hasArguments && "null".startsWith(call.text.trim())) return []
  const { text } = call
  call.hasArguments = true
  call.text = ""
  return argumentsOf(text)
}

const withoutNull = (text: string): string => (text.trim() === "null" ? "" : text)
