/** Answers through `POST /chat/completions`, streamed. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { EngineError, ResponseChunk, ResponseRequest } from "../Contract.ts"
import { answerTexts, done } from "./answers.ts"
import type { ApiServer } from "./ApiServer.ts"
import { CallGatherer } from "./CallGatherer.ts"
import { chatPiece } from "./chatShapes.ts"
import { isError, parsed } from "./json.ts"
import { messagesOf, toolsOf, type TranscribedItem } from "./messages.ts"
import { forbiddenPicture } from "./pictures.ts"
import { broken, type Call, post } from "./post.ts"
import { problemOf } from "./problem.ts"
import { Thoughts } from "./Thoughts.ts"
import { WholeCharacters } from "./words.ts"

/** How many characters the words and arguments of one answer may have. */
const longestAnswer = 4 * 1024 * 1024

/** Returns one answer while it is written. Fails if the stream ends before the model says that it has finished. */
export const chat = (
  server: ApiServer,
  deadline: Duration.Duration,
  request: ResponseRequest,
  items: ReadonlyArray<TranscribedItem>
): Stream.Stream<ResponseChunk, EngineError> => {
  const refused = forbiddenPicture(items)
  if (refused !== undefined) return Stream.fail(refused)
  const { instructions, maxOutputTokens } = request
  const body = JSON.stringify({
    model: server.model,
    messages: messagesOf(instructions, items),
    ...toolsOf(request),
    ...(typeof maxOutputTokens === "number" ? { max_completion_tokens: maxOutputTokens } : {}),
    stream: true
  })
  const call: Call = { part: "respond", server, path: "/chat/completions", body, deadline }
  return Stream.unwrap(Effect.map(post(call), (response) => answer(call, response)))
}

type Chunks = Effect.Effect<ReadonlyArray<ResponseChunk>, EngineError>

const answer = (call: Call, response: Response): Stream.Stream<ResponseChunk, EngineError> =>
  Stream.suspend(() => {
    const reading = new Reading(call)
    return answerTexts(call, response).pipe(
      Stream.mapEffect(({ text }) => reading.take(text)),
      Stream.concat(Stream.fromEffect(Effect.suspend(() => reading.end()))),
      Stream.flattenIterable
    )
  })

/** The state of one answer. */
class Reading {
  readonly #call: Call
  readonly #calls = new CallGatherer()
  readonly #thoughts = new Thoughts()
  readonly #characters = new WholeCharacters()
  #finish: string | undefined
  #length = 0
  #isStrange = false
  #isEmpty = true

  constructor(call: Call) {
    this.#call = call
  }

  /** Takes a text of the answer. Returns the pieces that it completes. */
  take(text: string): Chunks {
    if (text === done) {
      this.#finish ??= "stop"
      return Effect.succeed([])
    }
    const event = parsed(text)
    if (typeof event !== "object" || event === null) return broken(this.#call, "its answer is no chat completion")
    if (isError(event)) return broken(this.#call, problemOf(500, text, this.#call.server).message)
    const { calls, finish, isStrange, words } = chatPiece(event)
    if (finish === "error") return broken(this.#call, "the model failed in the middle of its answer")
    this.#finish = finish ?? this.#finish
    this.#isStrange ||= isStrange
    this.#isEmpty &&= words === "" && calls.length === 0
    this.#length += calls.reduce((sum, each) => sum + each.text.length + each.name.length, words.length)
    if (this.#length > longestAnswer) return broken(this.#call, `its answer is over ${longestAnswer} characters`)
    return Effect.succeed([
      ...this.#calls.text(this.#thoughts.push(this.#characters.push(words))),
      ...calls.flatMap((each) => this.#calls.fragment(each))
    ])
  }

  /** Returns the last pieces. Fails if the answer is incomplete. */
  end(): Chunks {
    if (this.#finish === undefined) return broken(this.#call, "its answer ended before the model had finished")
    if (this.#isStrange && this.#isEmpty) return broken(this.#call, "its answer has a content of an unknown shape")
    if (this.#calls.hasNameless) return broken(this.#call, "its answer has a call without the name of a function")
    const cut = cutBy(this.#finish)
    return Effect.succeed([
      ...this.#calls.text(this.#thoughts.end()),
      ...this.#calls.rest(cut !== undefined),
      ...(cut === undefined ? [] : [{ _tag: "Incomplete", reason: cut } as const])
    ])
  }
}

/** Returns what cut an answer off. An unknown finish reason counts as a normal end. */
const cutBy = (finish: string): "max_output_tokens" | "content_filter" | undefined => {
  if (/^(?:length|max_(?:output_)?tokens|model_length)$/i.test(finish)) return "max_output_tokens"
  return /^(?:content_filter|safety)$/i.test(finish) ? "content_filter" : undefined
}
