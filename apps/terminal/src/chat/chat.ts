/** Holds the conversation of `antiphon chat`, with typed text and streamed answers. */
import { pcm24k } from "@antiphon/audio"
import { ClientEvent, type Connection, ServerEvent, type TransportError } from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type CliFailure, cliFailure, quoted } from "../CliFailure.ts"
import type { ToolProgram } from "../tools/readTools.ts"
import { outputOf } from "./calls.ts"
import type { ChatOutput } from "./ChatOutput.ts"
import { makeInbox, refused } from "./inbox.ts"
import { makeAnswerReader, statusOf } from "./makeAnswerReader.ts"
import type { Speech } from "./speakAnswers.ts"

/** What a chat needs. */
export interface ChatOptions {
  /** The typed lines. */
  readonly lines: Stream.Stream<string, CliFailure>
  readonly output: ChatOutput
  readonly model: string
  readonly instructions: Option.Option<string>
  /** The voice of the answers. Without one the answers are text. */
  readonly voice: Option.Option<string>
  readonly speech: Speech
  readonly tools: ReadonlyArray<ToolProgram>
}

/** How many times in a row an answer may call functions. */
const maxRounds = 16

/**
 * Sends each line as a turn of its own and shows its answer as it arrives. Ends with the lines. A malformed frame is a line on
 * stderr. It fails the chat if the chat waits for an event of its type.
 */
export const chat = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  options: ChatOptions
): Effect.fn.Return<void, CliFailure | TransportError> {
  const { lines, model, output, speech, tools } = options
  const { event, receiving, until } = yield* makeInbox(connection)

  /** Shows the words of a response. Fails if the server refuses it. */
  const response = Effect.suspend(() => {
    let text = ""
    let firstAt: number | undefined
    const reader = makeAnswerReader()
    const show = Effect.fnUntraced(function* (words: string) {
      if (words === "") return
      text += words
      firstAt ??= yield* Clock.currentTimeMillis
      yield* output.words(words)
    })
    return until((each) => {
      speech.take(each)
      if (ServerEvent.is("error")(each)) return refused(each.error.message)
      const done = Option.map(ServerEvent.as("response.done")(each), ({ response: ended }) => ({
        response: ended,
        calls: reader.calls
      }))
      return Effect.map(show(reader.take(each)), () => Option.map(done, (end) => ({ ...end, text, firstAt })))
    })
  })

  const ask = Effect.fnUntraced(function* (line: string): Effect.fn.Return<void, CliFailure | TransportError> {
    const began = yield* Clock.currentTimeMillis
    yield* output.asked(line)
    const content = [{ type: "input_text" as const, text: line }]
    yield* connection.send(
      ClientEvent.make("conversation.item.create", { item: { type: "message", role: "user", content } })
    )
    let text = ""
    let firstMs: number | undefined
    const usage: Array<unknown> = []
    for (let round = 0; ; round++) {
      yield* connection.send(ClientEvent.make("response.create", {}))
      const done = yield* response
      text += done.text
      if (done.firstAt !== undefined) firstMs ??= done.firstAt - began
      if (done.response.usage !== undefined && done.response.usage !== null) usage.push(done.response.usage)
      const status = statusOf(done.response)
      const calls = status === "completed" && round < maxRounds ? done.calls() : []
      for (const call of calls) {
        const answer = yield* outputOf(tools, call)
        yield* output.called({ name: call.name, json: call.arguments, output: answer })
        const item = { type: "function_call_output" as const, call_id: call.callId, output: answer }
        yield* connection.send(ClientEvent.make("conversation.item.create", { item }))
      }
      if (calls.length > 0) continue
      yield* output.answered({ text, status, firstMs, ms: (yield* Clock.currentTimeMillis) - began, usage })
      if (status === "completed") return yield* speech.spoken
      const why = done.response.status_details?.error?.message
      return yield* cliFailure(`the answer ended as ${status}${why ? `: ${quoted(why)}` : ""}`)
    }
  })

  const talking = Effect.gen(function* () {
    const { session } = yield* event("session.created")
    yield* connection.send(ClientEvent.make("session.update", { session: configuration(options) }))
    yield* event("session.updated")
    const id = "id" in session && typeof session.id === "string" ? session.id : undefined
    yield* output.began({ id, model })
    yield* output.ready
    yield* Stream.runForEach(lines, (line) =>
      Effect.andThen(line.trim() === "" ? Effect.void : ask(line), output.ready)
    )
  })
  yield* Effect.raceFirst(talking, receiving)
  yield* connection.close()
})

/** What the session is asked for. */
const configuration = ({ instructions, tools, voice }: ChatOptions) => ({
  type: "realtime" as const,
  output_modalities: [Option.isSome(voice) ? ("audio" as const) : ("text" as const)],
  ...(Option.isSome(instructions) ? { instructions: instructions.value } : {}),
  ...(Option.isSome(voice) ? { audio: { output: { format: pcm24k, voice: voice.value } } } : {}),
  ...(tools.length === 0 ? {} : { tools: tools.map(({ definition }) => definition) })
})
