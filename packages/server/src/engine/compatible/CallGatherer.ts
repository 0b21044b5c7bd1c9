/**
 * Puts streamed tool calls in the order of the engine contract, where the arguments of a call follow it and nothing comes
 * between. The first call is handed on as it comes; what comes beside it (other calls, words) once the answer is whole.
 */
import type { ResponseChunk } from "../Contract.ts"

/** A piece of a call. Servers differ: some count by `index`, some only name a new call by a new `id`. */
export interface CallFragment {
  readonly index: number | undefined
  readonly id: string | undefined
  readonly name: string
  readonly text: string
}

interface Gathered {
  readonly index: number | undefined
  readonly id: string | undefined
  name: string
  text: string
}

export class CallGatherer {
  readonly #calls: Array<Gathered> = []
  #words = ""
  #isFirstOpen = false

  /** Words of the answer. */
  text(text: string): ReadonlyArray<ResponseChunk> {
    if (text === "") return []
    if (!this.#isFirstOpen) return [{ _tag: "Text", text }]
    this.#words += text
    return []
  }

  /** A piece of one of its calls. */
  fragment(fragment: CallFragment): ReadonlyArray<ResponseChunk> {
    const call = this.#find(fragment) ?? this.#begin(fragment)
    if (call.name === "") call.name = fragment.name
    call.text += fragment.text
    if (call !== this.#calls[0] || call.name === "") return []
    const chunks = [...(this.#isFirstOpen ? [] : opened(call)), ...written(call.text)]
    this.#isFirstOpen = true
    call.text = ""
    return chunks
  }

  /** What was held back, once the answer has ended. */
  rest(): ReadonlyArray<ResponseChunk> {
    const calls = this.#isFirstOpen ? this.#calls.slice(1) : this.#calls
    const chunks = calls.flatMap((call) => [...opened(call), ...written(call.text)])
    return this.#words === "" ? chunks : [...chunks, { _tag: "Text", text: this.#words }]
  }

  #find({ id, index }: CallFragment): Gathered | undefined {
    return this.#calls.findLast((call) =>
      id !== undefined ? call.id === id : index === undefined || call.index === index
    )
  }

  #begin({ id, index }: CallFragment): Gathered {
    const call = { id, index, name: "", text: "" }
    this.#calls.push(call)
    return call
  }
}

const opened = ({ id, name }: Gathered): ReadonlyArray<ResponseChunk> => [
  { _tag: "FunctionCall", name, ...(id === undefined ? {} : { callId: id }) }
]

const written = (text: string): ReadonlyArray<ResponseChunk> => (text === "" ? [] : [{ _tag: "Arguments", text }])
