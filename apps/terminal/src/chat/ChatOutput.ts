/** Where a chat prints: words as they arrive, or with `--json` one line an event. */
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import { wrap } from "../view/format.ts"
import { LineBreaks } from "../view/LineBreaks.ts"
import { Pieces } from "../view/Pieces.ts"

/** An answer that has ended. */
export interface Answered {
  readonly text: string
  /** How its last response ended, such as `completed`. */
  readonly status: string | null | undefined
  /** The time from the question to the first word, if there was one, in ms. */
  readonly firstMs: number | undefined
  /** The time from the question to the end, in ms. */
  readonly ms: number
  /** The tokens of its responses, as the server counts them. */
  readonly usage: ReadonlyArray<unknown>
}

/** A call that was answered. */
export interface Called {
  readonly name: string
  /** The arguments as the model wrote them. */
  readonly json: string
  readonly output: string
}

/** What a chat says to its reader. */
export interface ChatOutput {
  readonly began: (session: { readonly id: string | undefined; readonly model: string }) => Effect.Effect<void>
  /** The next line may be typed. */
  readonly ready: Effect.Effect<void>
  readonly asked: (text: string) => Effect.Effect<void>
  /** A piece of the answer. */
  readonly words: (delta: string) => Effect.Effect<void>
  readonly called: (call: Called) => Effect.Effect<void>
  readonly answered: (answer: Answered) => Effect.Effect<void>
  readonly failed: (message: string) => Effect.Effect<void>
}

/** Words for a person. With a greeting, stdin is a terminal and has a prompt. A terminal of stdout breaks no word. */
export const textOutput = Effect.fnUntraced(function* (
  greeting: string | undefined
): Effect.fn.Return<ChatOutput, never, Stdio.Stdio | Terminal.Terminal> {
  const terminal = yield* Terminal.Terminal
  const isTerminal = yield* (yield* Stdio.Stdio).stdoutIsTerminal
  const columns = Effect.map(terminal.columns, (known) => known || 80)
  const show = (text: string) => Effect.ignore(terminal.display(text))
  const line = (text: string) => Effect.flatMap(columns, (width) => show(`${wrap(text, width).join("\n")}\n`))
  const pieces = new Pieces()
  const breaks = new LineBreaks()
  const words = (text: string) =>
    isTerminal ? Effect.flatMap(columns, (width) => show(breaks.push(text, width))) : show(text)
  return {
    began: () => (greeting === undefined ? Effect.void : Effect.andThen(line(greeting), show("\n"))),
    ready: greeting === undefined ? Effect.void : show("> "),
    asked: () => Effect.void,
    words: (delta) => words(pieces.push(delta)),
    called: ({ json, name, output }) => (greeting === undefined ? Effect.void : line(`(${name} ${json} → ${output})`)),
    answered: () =>
      Effect.andThen(
        words(pieces.end()),
        Effect.flatMap(columns, (width) => show(`${breaks.end(width)}\n`))
      ),
    failed: () => Effect.void
  }
})

/** One JSON object a line. The README of the command lists them. */
export const jsonOutput = (url: string): Effect.Effect<ChatOutput, never, Terminal.Terminal> =>
  Effect.map(Terminal.Terminal, (terminal) => {
    const line = (value: { readonly type: string; readonly [field: string]: unknown }) =>
      Effect.ignore(terminal.display(`${escaped(JSON.stringify(value))}\n`))
    return {
      began: ({ id, model }) => line({ type: "session", url, model, id }),
      ready: Effect.void,
      asked: (text) => line({ type: "user", text }),
      words: () => Effect.void,
      called: ({ json, name, output }) => line({ type: "call", name, arguments: json, output }),
      answered: ({ firstMs, ms, status, text, usage }) =>
        line({ type: "answer", text, status, first_ms: firstMs, ms, usage }),
      failed: (message) => line({ type: "error", message })
    }
  })

/** Escapes what could steer a terminal. The JSON means the same. */
const escaped = (json: string): string =>
  json.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) =>
    found
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join("")
  )
