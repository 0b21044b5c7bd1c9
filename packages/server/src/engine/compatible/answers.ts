/**
 * Finds the texts of an answer. They are the data of server-sent events, the lines of JSON lines, or the whole body.
 * The beginning of the body decides, whatever its `Content-Type` says.
 */
import * as Effect from "effect/Effect"
import type * as Sse from "effect/encoding/Sse"
import * as Stream from "effect/Stream"
import type { EngineError } from "../Contract.ts"
import { parsed } from "./json.ts"
import { broken, bytesOf, type Call, tooLong } from "./post.ts"
import { problemOf } from "./problem.ts"

/** How many characters one event or a whole answer may have. */
const maxTextSize = 4 * 1024 * 1024

/** One text of an answer. */
export interface AnswerText {
  /** Whether it is one of several events or the whole answer. */
  readonly kind: "event" | "whole"
  readonly text: string
}

/** The text that ends a stream of events by convention. */
export const done = "[DONE]"

/** Returns the texts of an answer, up to and including {@link done}. */
export const answerTexts = (call: Call, response: Response): Stream.Stream<AnswerText, EngineError> =>
  Stream.suspend(() => {
    const reader = new AnswerReader(call, response.headers.get("content-type") ?? "", maxTextSize)
    return bytesOf(call, response).pipe(
      Stream.decodeText(),
      Stream.mapEffect((text) => reader.push(text)),
      Stream.concat(Stream.fromEffect(Effect.suspend(() => reader.end()))),
      Stream.flattenIterable,
      Stream.takeUntil(({ text }) => text === done)
    )
  })

let sse: typeof Sse | undefined

/** Loaded at the first answer of events, because it brings all of Effect's Schema along. */
const loadSse = Effect.suspend(() =>
  sse === undefined
    ? Effect.map(
        Effect.promise(() => import("effect/encoding/Sse")),
        (loaded) => (sse = loaded)
      )
    : Effect.succeed(sse)
)

type Texts = Effect.Effect<ReadonlyArray<AnswerText>, EngineError>

/** Finds the texts of an answer in its pieces. */
export class AnswerReader {
  readonly #call: Call
  readonly #saysEvents: boolean
  readonly #maxSize: number
  #form: "unknown" | "events" | "lines" | "whole" = "unknown"
  #pieces: Array<string> = []
  #size = 0
  #found: Array<AnswerText> = []
  #failure: EngineError | undefined
  #events: Sse.Parser | undefined

  /** `maxSize` bounds the characters of an event, and of an answer in one piece. */
  constructor(call: Call, contentType: string, maxSize: number) {
    this.#call = call
    this.#saysEvents = contentType.toLowerCase().startsWith("text/event-stream")
    this.#maxSize = maxSize
  }

  push(text: string): Texts {
    if (this.#form === "events") return this.#feed(text)
    this.#pieces.push(text)
    this.#size += text.length
    if (this.#size > this.#maxSize) return tooLong(this.#call, this.#maxSize)
    if (this.#form === "whole") return Effect.succeed([])
    if (this.#form === "unknown") {
      const head = this.#pieces.join("").trimStart()
      // A field's name has five letters; blanks before it are few.
      if (head.length < 6 && this.#size < 64) return Effect.succeed([])
      if (this.#begin(head) === "events") return this.#feed(head)
    }
    return text.includes("\n") ? this.#lines() : Effect.succeed([])
  }

  end(): Texts {
    const rest = this.#pieces.join("").trim()
    if (this.#form === "unknown" && rest !== "") this.#begin(rest)
    // An answer that ends without its last blank line is complete all the same.
    if (this.#form === "events") return this.#feed(`${this.#pieces.join("")}\n\n`)
    if (rest === "") return Effect.succeed([])
    return Effect.succeed([{ kind: this.#form === "lines" ? "event" : "whole", text: rest }])
  }

  #begin(head: string): string {
    const isJson = head.startsWith("{") || head.startsWith("[{")
    const isEvents = /^(?:(?:data|event|id|retry)?:|data\s)/.test(head) || (this.#saysEvents && !isJson)
    this.#form = isEvents ? "events" : head.startsWith("{") ? "lines" : "whole"
    this.#pieces = [head]
    return this.#form
  }

  #feed(text: string): Texts {
    this.#pieces = []
    return Effect.flatMap(loadSse, ({ makeParser }) => {
      this.#events ??= makeParser((event) => void (event._tag === "Event" && this.#event(event)), {
        maxEventSize: this.#maxSize
      })
      this.#found = []
      const error = this.#events.feed(text)
      const failure = error === undefined ? this.#failure : broken(this.#call, error.message, error)
      return failure === undefined ? Effect.succeed(this.#found) : failure
    })
  }

  #event({ data, event }: { readonly data: string; readonly event: string }): void {
    if (event === "error") this.#failure ??= broken(this.#call, problemOf(500, data, this.#call.server).message)
    const text = data.trim()
    const lines = text.includes("\n") && parsed(text) === undefined ? text.split("\n") : [text]
    for (const line of lines) if (line.trim() !== "") this.#found.push({ kind: "event", text: line.trim() })
  }

  /** Returns the complete lines. If the first line is not JSON by itself, the answer is one piece. */
  #lines(): Texts {
    const lines = this.#pieces.join("").split("\n")
    const [first = ""] = lines
    if (parsed(first) === undefined) {
      this.#form = "whole"
      return Effect.succeed([])
    }
    const rest = lines.pop() ?? ""
    this.#pieces = [rest]
    this.#size = rest.length
    return Effect.succeed(lines.flatMap((line) => (line.trim() === "" ? [] : [{ kind: "event", text: line.trim() }])))
  }
}
