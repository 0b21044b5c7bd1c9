/**
 * Reads the samples in the answer of a speech server. The answer is a sound, JSON with the sound in base64, or events
 * with pieces of it. The beginning of the body counts more than its `Content-Type`.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { EngineError } from "../Contract.ts"
import { broken, bytesOf, type Call } from "./post.ts"
import { clean } from "./problem.ts"
import { SpeechReading } from "./SpeechReading.ts"

const compressed = /^audio\/(?:mpeg|mp3|mp4|x-m4a|ogg|opus|aac|flac|webm)/i

/** Returns 24 kHz PCM16 mono. Fails on an answer without sound if `isExpected` is true. */
export const samplesOf = (
  call: Call,
  response: Response,
  isExpected: boolean
): Stream.Stream<Int16Array, EngineError> =>
  Stream.suspend(() => {
    const type = response.headers.get("content-type") ?? ""
    if (compressed.test(type)) {
      return Stream.fail(broken(call, `it speaks ${clean(type, call.server)}, and pcm or wav was asked for`))
    }
    const reading = new SpeechReading(call, type)
    let isSilent = true
    const end = Effect.suspend(() => reading.end()).pipe(
      Effect.filterOrElse(
        ({ length }) => length > 0 || !isSilent || !isExpected,
        () => broken(call, "its answer has no sound")
      )
    )
    return bytesOf(call, response).pipe(
      Stream.mapEffect((bytes) => reading.push(bytes)),
      Stream.takeUntil(() => reading.isDone),
      Stream.tap(({ length }) => Effect.sync(() => (isSilent &&= length === 0))),
      Stream.concat(Stream.fromEffect(end)),
      Stream.filter(({ length }) => length > 0)
    )
  })
