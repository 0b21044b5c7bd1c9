/** A translation session over an open connection. Its scope ends with the connection. */
import { Base64, Framer, pcm24k } from "@antiphon/audio"
import { type Connection, type Decoded, Translation, type TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { asyncDispose } from "@antiphon/core/boundary"
import { isObject, kindOf, need } from "../boundary/checkOptions.ts"
import { run, signalOf } from "../boundary/run.ts"
import { samplesOf } from "../boundary/samplesOf.ts"
import { traced } from "../boundary/traced.ts"
import { notBase64 } from "../notBase64.ts"
import { fromTransport, RealtimeError } from "../RealtimeError.ts"
import { makeListeners } from "../session/makeListeners.ts"
import { makeAnswers, refusalOf } from "./Answers.ts"
import { makeOutput } from "./makeOutput.ts"
import type { TranslationConfig, TranslationEvents, TranslationSession } from "./TranslationSession.ts"

type Peer = Connection<Translation.ServerEvent, Translation.ClientEvent>

const frameMs = 200
const eventNames = [...Translation.ServerEvent.types, "unknown", "malformed"] as const

/** Waits for the server's greeting and returns the session. `scope` is closed with it. */
export const makeTranslation = Effect.fnUntraced(function* (
  connection: Peer,
  scope: Scope.Closeable,
  timeoutMs: number
): Effect.fn.Return<TranslationSession, RealtimeError> {
  const link = yield* receiving(connection, scope)
  const { answers } = link
  const closed = link.closed.promise
  const framer = Framer.make({ format: pcm24k, frameMs })
  let isFinishing = false

  const late = () => new RealtimeError("no_answer", `no answer within ${timeoutMs} ms`, { afterMs: timeoutMs })

  yield* Effect.timeoutOrElse(answers.greeting, {
    duration: timeoutMs,
    orElse: () => {
      const message = `no greeting within ${timeoutMs} ms: the server said ${link.first() ?? "nothing"}`
      return Effect.fail(new RealtimeError("no_answer", message, { afterMs: timeoutMs }))
    }
  })

  const send = (event: Translation.ClientEvent): Effect.Effect<void, RealtimeError> =>
    Effect.mapError(connection.send(event), fromTransport)

  const append = (frames: ReadonlyArray<Uint8Array>): Effect.Effect<void, RealtimeError> =>
    Effect.forEach(
      frames,
      (frame) => send({ type: "session.input_audio_buffer.append", audio: Base64.encode(frame) }),
      { discard: true }
    )

  /** Waits for the end as long as anything arrives. */
  const drained: Effect.Effect<void, RealtimeError> = Effect.suspend(() => {
    const before = link.received()
    return Effect.timeoutOrElse(link.ended.await, {
      duration: timeoutMs,
      orElse: () => (link.received() === before ? Effect.fail(late()) : drained)
    })
  })

  const close = async (): Promise<void> => {
    await Effect.runPromise(connection.close())
    await closed
  }

  return {
    get config() {
      return link.config()
    },
    ...link.output.loops,
    closed,
    on: link.on,
    sendAudio: traced(async (samples, options) => {
      need(!isFinishing, "the session is being finished: it takes no more audio")
      await run(append(framer.push(samplesOf(samples))), signalOf(options))
    }),
    configure: traced(async (session, options) => {
      need(isObject(session), `configure takes an object of settings, not ${kindOf(session)}`)
      const asked = answers.ask((event_id) => send({ type: "session.update", event_id, session }))
      const inTime = Effect.timeoutOrElse(asked, { duration: timeoutMs, orElse: () => Effect.fail(late()) })
      return await run(inTime, signalOf(options))
    }),
    finish: traced(async (options) => {
      const rest = framer.rest()
      const begin = isFinishing
        ? Effect.void
        : Effect.andThen(append(rest ? [rest] : []), send({ type: "session.close" }))
      isFinishing = true
      await run(Effect.andThen(begin, drained), signalOf(options))
      if (!link.isFinished()) throw await closed
      await close()
    }),
    close,
    [asyncDispose]: close
  }
})

/** Reads the connection until it ends. */
const receiving = Effect.fnUntraced(function* ({ incoming }: Peer, scope: Scope.Closeable) {
  const { dispatch, on } = makeListeners<TranslationEvents>(eventNames)
  const output = makeOutput()
  const answers = makeAnswers()
  const closed = Promise.withResolvers<RealtimeError>()
  const ended = Latch.makeUnsafe(false)
  let config: TranslationConfig = { type: "translation" }
  let received = 0
  let isFinished = false
  /** The first event, for the error of a greeting that never comes. */
  let first: string | undefined

  const take = (event: Translation.ServerEvent): boolean => {
    switch (event.type) {
      case "session.created":
        config = event.session
        answers.greet(config)
        return true
      case "session.updated":
        config = event.session
        answers.answerOldest(config)
        return true
      case "session.output_audio.delta":
        if (output.addAudio(event.delta)) return true
        dispatch("malformed", notBase64(event))
        return false
      case "session.output_transcript.delta":
        output.addTranscript(event.delta)
        return true
      case "session.input_transcript.delta":
        output.addSource(event.delta)
        return true
      case "session.closed":
        isFinished = true
        ended.openUnsafe()
        return true
      case "error":
        if (answers.refuse(event.error)) return false
        answers.failGreeting(refusalOf(event.error))
        return true
      default:
        return true
    }
  }

  const receive = (decoded: Decoded<Translation.ServerEvent>): void => {
    received += 1
    if (decoded._tag === "Malformed") {
      const message = `the server did not greet: ${decoded.error.message}`
      answers.failGreeting(new RealtimeError("malformed", message, {}, { cause: decoded.error }))
      return dispatch("malformed", decoded.error)
    }
    first ??= `${decoded.event.type} first`
    if (decoded._tag === "Unknown") return dispatch("unknown", decoded.event)
    if (take(decoded.event)) dispatch(decoded.event.type, decoded.event)
  }

  const finish = (error: TransportError): void => {
    const why = fromTransport(error)
    output.end(isFinished || why.detail.close?.by === "local" ? undefined : why)
    answers.end(why)
    ended.openUnsafe()
    closed.resolve(why)
    void Effect.runPromise(Scope.close(scope, Exit.void))
  }

  yield* incoming.pipe(
    Stream.runForEachArray((batch) => Effect.sync(() => batch.forEach(receive))),
    Effect.catch((error) => Effect.sync(() => finish(error))),
    Effect.forkIn(scope)
  )

  return {
    on,
    output,
    answers,
    closed,
    ended,
    config: () => config,
    received: () => received,
    isFinished: () => isFinished,
    first: () => first
  }
})
