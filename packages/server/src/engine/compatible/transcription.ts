/** Transcribes through `POST /audio/transcriptions`. */
import { Wav } from "@antiphon/audio"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { EngineError, TranscriptChunk, TranscriptionRequest } from "../Contract.ts"
import type { ApiServer } from "./ApiServer.ts"
import { answerTexts } from "./answers.ts"
import { type Call, post } from "./post.ts"
import { TranscriptReading } from "./TranscriptReading.ts"

const sampleRate = 24_000

/** What the client set for its transcription. Empty if only the engine needs the transcript. */
export type Hints = Partial<Pick<TranscriptionRequest, "language" | "prompt" | "logprobs">>

/** Returns the words of a turn, in pieces if the server streams them. */
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
  return Stream.unwrap(Effect.map(post(call), (response) => read(call, response)))
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

/** Reads every known shape. Fails if the answer is not empty and has no words of a known shape. */
const read = (call: Call, response: Response): Stream.Stream<TranscriptChunk, EngineError> =>
  Stream.suspend(() => {
    const reading = new TranscriptReading(call, response)
    return answerTexts(call, response).pipe(
      Stream.mapEffect((text) => reading.take(text)),
      Stream.concat(Stream.fromEffect(Effect.suspend(() => reading.end()))),
      Stream.filter(({ logprobs, text }) => text !== "" || logprobs !== undefined)
    )
  })
