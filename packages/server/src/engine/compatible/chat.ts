/** Answers by `POST /chat/completions`, streamed. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { EngineError, ResponseChunk, ResponseRequest } from "../Contract.ts"
import type { ApiServer } from "./ApiServer.ts"
import { type CallFragment, CallGatherer } from "./CallGatherer.ts"
import { type HeardItem, messagesOf, toolsOf } from "./messages.ts"
import { broken, type Call, post, readText } from "./post.ts"
import { problemOf } from "./problem.ts"
import { done, isEventStream, serverSentEvents } from "./serverSentEvents.ts"

/** Bytes of an answer that comes in one piece. */
const maxAnswerBytes = 4 * 1024 * 1024

const Delta = Schema.Struct({
  content: Schema.optionalKey(Schema.NullOr(Schema.String)),
  refusal: Schema.optionalKey(Schema.NullOr(Schema.String)),
  tool_calls: Schema.optionalKey(
    Schema.NullOr(
      Schema.Array(
        Schema.Struct({
          index: Schema.optionalKey(Schema.NullOr(Schema.Int)),
          id: Schema.optionalKey(Schema.NullOr(Schema.String)),
          function: Schema.optionalKey(
            Schema.Struct({
              name: Schema.optionalKey(Schema.NullOr(Schema.String)),
              arguments: Schema.optionalKey(Schema.NullOr(Schema.String))
            })
          )
        })
      )
    )
  )
})

/** One event of the stream; a whole answer has `message` in place of `delta`. */
const ChatChunk = Schema.Struct({
  choices: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        delta: Schema.optionalKey(Schema.NullOr(Delta)),
        message: Schema.optionalKey(Schema.NullOr(Delta)),
        finish_reason: Schema.optionalKey(Schema.NullOr(Schema.String))
      })
    )
  ),
  error: Schema.optionalKey(Schema.NullOr(Schema.Unknown))
})
type ChatChunk = typeof ChatChunk.Type

const decodeChunk = Schema.decodeUnknownResult(Schema.fromJsonString(ChatChunk))

/** One answer, as it is written. Fails where the stream ends before the model said that it had finished. */
export const chat = (
  server: ApiServer,
  deadline: Duration.Duration,
  request: ResponseRequest,
  items: ReadonlyArray<HeardItem>
): Stream.Stream<ResponseChunk, EngineError> => {
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

const answer = (call: Call, response: Response): Stream.Stream<ResponseChunk, EngineError> =>
  Stream.suspend(() => {
    const calls = new CallGatherer()
    let finish: string | undefined
    const texts = isEventStream(response)
      ? serverSentEvents(call, response)
      : Stream.fromEffect(readText(call, response, maxAnswerBytes))
    const take = (text: string): Effect.Effect<ReadonlyArray<ResponseChunk>, EngineError> => {
      if (text === done) {
        finish ??= "stop"
        return Effect.succeed([])
      }
      const chunk = decodeChunk(text)
      if (Result.isFailure(chunk)) return broken(call, "its answer is no chat completion", chunk.failure)
      if (chunk.success.error != null) {
        return broken(call, problemOf(500, text, call.server.apiKey).message)
      }
      const [choice] = chunk.success.choices ?? []
      finish = choice?.finish_reason ?? finish
      return Effect.succeed(choice === undefined ? [] : chunksOf(calls, choice))
    }
    const end: Effect.Effect<ReadonlyArray<ResponseChunk>, EngineError> = Effect.suspend(() =>
      finish === undefined
        ? broken(call, "its answer ended before the model had finished")
        : Effect.succeed([...calls.rest(), ...endOf(finish)])
    )
    return texts.pipe(Stream.mapEffect(take), Stream.concat(Stream.fromEffect(end)), Stream.flattenIterable)
  })

type Choice = NonNullable<ChatChunk["choices"]>[number]

const chunksOf = (calls: CallGatherer, { delta, message }: Choice): ReadonlyArray<ResponseChunk> => {
  const { content, refusal, tool_calls } = delta ?? message ?? {}
  return [
    ...calls.text(`${content ?? ""}${refusal ?? ""}`),
    ...(tool_calls ?? []).flatMap((each) => {
      const fragment: CallFragment = {
        index: each.index ?? undefined,
        id: each.id || undefined,
        name: each.function?.name ?? "",
        text: each.function?.arguments ?? ""
      }
      return calls.fragment(fragment)
    })
  ]
}

const endOf = (finish: string): ReadonlyArray<ResponseChunk> => {
  if (finish === "length") return [{ _tag: "Incomplete", reason: "max_output_tokens" }]
  return finish === "content_filter" ? [{ _tag: "Incomplete", reason: "content_filter" }] : []
}
