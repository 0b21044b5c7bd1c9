/** Words by `POST /audio/transcriptions`. */
import { Wav } from "@antiphon/audio"
import { LogProb } from "@antiphon/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { EngineError, TranscriptChunk, TranscriptionRequest } from "../Contract.ts"
import type { ApiServer } from "./ApiServer.ts"
import { broken, type Call, post, readText } from "./post.ts"
import { problemOf } from "./problem.ts"
import { done, isEventStream, serverSentEvents } from "./serverSentEvents.ts"

const sampleRate = 24_000
/** Bytes of a transcript that comes in one piece. */
const maxTranscriptBytes = 1024 * 1024

/** What the client said of its speech; nothing where the engine listens on its own account. */
export type Hints = Partial<Pick<TranscriptionRequest, "language" | "prompt" | "logprobs">>

const Transcript = Schema.Struct({ text: Schema.String, logprobs: Schema.optionalKey(Schema.Unknown) })

/** Events of the streamed form; servers that stream segments send `{text}` without a type. */
const TranscriptEvent = Schema.Struct({
  type: Schema.optionalKey(Schema.String),
  delta: Schema.optionalKey(Schema.String),
  text: Schema.optionalKey(Schema.String),
  logprobs: Schema.optionalKey(Schema.Unknown),
  error: Schema.optionalKey(Schema.NullOr(Schema.Unknown))
})

const decodeTranscript = Schema.decodeUnknownResult(Schema.fromJsonString(Transcript))
const decodeEvent = Schema.decodeUnknownResult(Schema.fromJsonString(TranscriptEvent))

/** The words in pieces where the server streams them, else in one. */
export const transcription = (
  server: ApiServer,
  deadline: Duration.Duration,
  { language, logprobs = false, prompt }: Hints,
  audio: ReadonlyArray<Int16Array>
): Stream.Stream<TranscriptChunk, EngineError> => {
  const body = new FormData()
  body.append("file", new Blob([wavOf(audio)], { type: "audio/wav" }), "turn.wav")
  body.append("model", server.model)
  body.append("response_format", "json")
  body.append("stream", "true")
  if (language !== undefined) body.append("language", language)
  if (prompt !== undefined) body.append("prompt", prompt)
  if (logprobs) body.append("include[]", "logprobs")
  const call: Call = { part: "transcribe", server, path: "/audio/transcriptions", body, deadline }
  return Stream.unwrap(
    Effect.map(post(call), (response) =>
      isEventStream(response) ? streamed(call, response) : Stream.fromEffect(whole(call, response))
    )
  )
}

const wavOf = (blocks: ReadonlyArray<Int16Array>): Uint8Array<ArrayBuffer> => {
  const samples = new Int16Array(blocks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const block of blocks) {
    samples.set(block, at)
    at += block.length
  }
  return new Uint8Array(Wav.write({ sampleRate, channels: [samples] }))
}

const isLogprobs = Schema.is(Schema.Array(LogProb))

const chunkOf = (text: string, logprobs: unknown): TranscriptChunk =>
  isLogprobs(logprobs) ? { text, logprobs } : { text }

const whole = (call: Call, response: Response): Effect.Effect<TranscriptChunk, EngineError> =>
  Effect.flatMap(readText(call, response, maxTranscriptBytes), (text) => {
    const decoded = decodeTranscript(text)
    return Result.isSuccess(decoded)
      ? Effect.succeed(chunkOf(decoded.success.text, decoded.success.logprobs))
      : broken(call, "its answer is no transcript", decoded.failure)
  })

const nothing: TranscriptChunk = { text: "" }

const streamed = (call: Call, response: Response): Stream.Stream<TranscriptChunk, EngineError> =>
  Stream.suspend(() => {
    let hasDeltas = false
    let isDone = false
    let hasLogprobs = false
    const take = (data: string): Effect.Effect<TranscriptChunk, EngineError> => {
      if (data === done) {
        isDone = true
        return Effect.succeed(nothing)
      }
      const decoded = decodeEvent(data)
      if (Result.isFailure(decoded)) return broken(call, "its answer is no transcript", decoded.failure)
      const { delta, error, logprobs, text = "", type } = decoded.success
      if (error != null || type === "error") return broken(call, problemOf(500, data, call.server.apiKey).message)
      if (delta !== undefined) {
        hasDeltas = true
        hasLogprobs ||= logprobs != null
        return Effect.succeed(chunkOf(delta, logprobs))
      }
      // A segment says nothing of the end; the end repeats what the deltas had.
      isDone ||= type === undefined || type === "transcript.text.done"
      if (type === "transcript.text.segment") return Effect.succeed(nothing)
      return Effect.succeed(chunkOf(hasDeltas ? "" : text, hasLogprobs ? undefined : logprobs))
    }
    const end = Stream.suspend(() =>
      isDone ? Stream.empty : Stream.fail(broken(call, "its answer ended before the transcript did"))
    )
    return serverSentEvents(call, response).pipe(
      Stream.mapEffect(take),
      Stream.filter(({ logprobs, text }) => text !== "" || logprobs !== undefined),
      Stream.concat(end)
    )
  })
