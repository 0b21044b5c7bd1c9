/** A call and a session, joined. One of them ends with the other. */
import { type AudioFormat, Resampler, sampleRate } from "@antiphon/audio"
import type { SessionRequest, ConversationItem, ResponseCreateParams } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Call, CallEnd } from "./Call.ts"
import type { CallError } from "./CallError.ts"
import { sessionFormat } from "./codec.ts"

/** The parts of a session that a bridge uses. `Session` of `@antiphon/session` has them. */
export interface BridgedSession<E> {
  readonly configure: (session: SessionRequest) => Effect.Effect<unknown, E>
  readonly sendAudio: (samples: Int16Array) => Effect.Effect<unknown, E>
  readonly createResponse: (params?: ResponseCreateParams) => Effect.Effect<unknown, E>
  readonly addItem: (item: ConversationItem) => Effect.Effect<unknown, E>
  readonly close: Effect.Effect<void>
  readonly ended: Effect.Effect<unknown>
}

export interface BridgeOptions {
  /** Whether the model speaks first. Pass `{ instructions }` to say how. Defaults to false. */
  readonly greet?: boolean | ResponseCreateParams
  /** Adds each key that the caller presses to the conversation, as a message of the user. Defaults to false. */
  readonly keysAsText?: boolean
}

/**
 * Joins a call and a session until one of them ends. Returns why the call ended.
 *
 * The session must have `call.speaker` as its speaker. Both of its formats are set to those of the call, so that G.711 and linear
 * PCM at 24 kHz are not resampled. Linear PCM at other rates, such as 16 kHz, is resampled once each way. The session is closed
 * when the call ends. The call is hung up when the session ends, once the caller has heard what was said.
 */
export const bridge = Effect.fnUntraced(function* <E>(
  call: Call,
  session: BridgedSession<E>,
  options: BridgeOptions = {}
): Effect.fn.Return<CallEnd, E | CallError> {
  const input = sessionFormat(call.format)
  const output = sessionFormat(call.playFormat)
  const joined = Effect.gen(function* () {
    yield* session.configure({
      type: "realtime",
      audio: { input: { format: wire(input) }, output: { format: wire(output) } }
    })
    const { greet = false, keysAsText = false } = options
    const greeting = greet === false ? Effect.void : session.createResponse(greet === true ? {} : greet)
    yield* Effect.all([greeting, talk(call, session), keysAsText ? press(call, session) : Effect.void], {
      concurrency: "unbounded",
      discard: true
    })
    return yield* call.ended
  })
  // A session that has ended makes its commands fail. The end is then what counts, not the failure.
  const sessionOver = Effect.andThen(session.ended, hangUpWhenHeard(call))
  const failed = (error: E) =>
    Effect.raceFirst(
      sessionOver,
      Effect.andThen(Effect.sleep(100), Effect.andThen(hangUpWhenHeard(call), Effect.fail(error)))
    )
  return yield* Effect.raceAllFirst([Effect.catch(joined, failed), call.ended, sessionOver]).pipe(
    Effect.ensuring(session.close)
  )
})

const hangUpWhenHeard = (call: Call): Effect.Effect<CallEnd> =>
  call.played.pipe(Effect.andThen(call.hangup), Effect.andThen(call.ended))

/** Sends the caller's audio, at the rate of the session. */
const talk = <E>(call: Call, session: BridgedSession<E>) => {
  const [from, to] = [sampleRate(call.format), sampleRate(sessionFormat(call.format))]
  if (from === to) return Stream.runForEach(call.audio, session.sendAudio)
  const resampler = Resampler.make({ from, to })
  return Stream.runForEach(call.audio, (samples) => session.sendAudio(resampler.process(samples)))
}

const press = <E>(call: Call, session: BridgedSession<E>) =>
  Stream.runForEach(call.dtmf, (digits) =>
    session.addItem({
      type: "message",
      role: "user",
      content: [{ type: "input_text", text: `The caller pressed ${digits} on the phone.` }]
    })
  )

const wire = (format: AudioFormat) =>
  format.type === "audio/pcm" ? { type: "audio/pcm" as const, rate: 24_000 as const } : { type: format.type }
