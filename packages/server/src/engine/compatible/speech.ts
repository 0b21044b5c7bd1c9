/** Speaks through `POST /audio/speech`, sentence by sentence. */
import * as Effect from "effect/Effect"
import type * as Duration from "effect/Duration"
import * as Stream from "effect/Stream"
import type { EngineError, Voice } from "../Contract.ts"
import * as Sentences from "../sentences.ts"
import type { ApiServer } from "./ApiServer.ts"
import { type Call, post } from "./post.ts"
import { samplesOf } from "./sound.ts"

/** A server that speaks. */
export interface SpeechServer extends ApiServer {
  /** The voice to request. Set it if the server does not know the voices that sessions name. */
  readonly voice?: string
  /** `pcm` is 24 kHz PCM16 by definition. Use `wav` for a server with another rate. Defaults to `pcm`. */
  readonly format?: "pcm" | "wav"
}

/** Speaks each sentence as soon as it is complete. Returns its 24 kHz samples as the server sends them. */
export const speech = (
  server: SpeechServer,
  deadline: Duration.Duration,
  voice: Voice,
  text: Stream.Stream<string>
): Stream.Stream<Int16Array, EngineError> =>
  text.pipe(
    Stream.mapAccum(() => Sentences.nothing, Sentences.push, { onHalt: Sentences.flush }),
    Stream.filter(Sentences.isSpeakable),
    Stream.flatMap((sentence) => spoken(server, deadline, voice, sentence.trim()))
  )

const spoken = (
  server: SpeechServer,
  deadline: Duration.Duration,
  voice: Voice,
  input: string
): Stream.Stream<Int16Array, EngineError> => {
  const body = JSON.stringify({
    model: server.model,
    voice: server.voice ?? voice.name,
    input,
    speed: voice.speed,
    response_format: server.format ?? "pcm"
  })
  const call: Call = { part: "speak", server, path: "/audio/speech", body, deadline }
  return Stream.unwrap(Effect.map(post(call), (response) => samplesOf(call, response, /\p{L}/u.test(input))))
}
