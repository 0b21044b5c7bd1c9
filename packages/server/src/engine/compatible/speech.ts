/** A voice by `POST /audio/speech`, sentence by sentence. */
import * as Effect from "effect/Effect"
import type * as Duration from "effect/Duration"
import * as Stream from "effect/Stream"
import type { EngineError, Voice } from "../Contract.ts"
import type { ApiServer } from "./ApiServer.ts"
import { broken, bytesOf, type Call, post } from "./post.ts"
import { SoundReader } from "./SoundReader.ts"

/** A server that speaks. */
export interface SpeechServer extends ApiServer {
  /** Its voice, where it does not know those that sessions name. */
  readonly voice?: string
  /** `pcm` is 24 kHz PCM16 by definition; a server with another rate has to say so in a `wav`. Default `pcm`. */
  readonly format?: "pcm" | "wav"
}

/** Speaks each sentence as soon as it is whole; its samples come as the server makes them, at 24 kHz. */
export const speech = (
  server: SpeechServer,
  deadline: Duration.Duration,
  voice: Voice,
  text: Stream.Stream<string>
): Stream.Stream<Int16Array, EngineError> =>
  text.pipe(
    Stream.mapAccum(() => "", sentences, { onHalt: said }),
    Stream.flatMap((sentence) => spoken(server, deadline, voice, sentence))
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
  return Stream.unwrap(Effect.map(post(call), (response) => samplesOf(call, response)))
}

const compressed = /^audio\/(mpeg|mp3|ogg|opus|aac|flac|webm)/

const samplesOf = (call: Call, response: Response): Stream.Stream<Int16Array, EngineError> =>
  Stream.suspend(() => {
    const type = response.headers.get("content-type") ?? ""
    if (compressed.test(type)) return Stream.fail(broken(call, `it speaks ${type}, and pcm or wav was asked for`))
    const reader = new SoundReader()
    const checked = (samples: Int16Array | string) =>
      typeof samples === "string" ? broken(call, samples) : Effect.succeed(samples)
    return bytesOf(call, response).pipe(
      Stream.mapEffect((bytes) => checked(reader.push(bytes))),
      Stream.concat(Stream.fromEffect(Effect.suspend(() => checked(reader.end())))),
      Stream.filter(({ length }) => length > 0)
    )
  })

/** Joins pieces of text into sentences; what follows a full stop waits for its own. */
const sentences = (rest: string, piece: string): readonly [string, ReadonlyArray<string>] => {
  const text = rest + piece
  const [, whole = "", begun = text] = /^(.*[.!?…]["')\]]*)(\s.*)$/s.exec(text) ?? []
  return [begun, said(whole)]
}

const said = (text: string): ReadonlyArray<string> => (text.trim() === "" ? [] : [text.trim()])
