import { Base64, Framer, pcm24k } from "@antiphon/audio"
import { type Connection, type Decoded, ProtocolError, Translation, type TransportError } from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { isObject, kindOf, need } from "../boundary/checkOptions.ts"
import { makeListeners } from "../session/makeListeners.ts"
import { makeLog, makeRetention } from "../responses/Log.ts"
import { fromTransport, RealtimeError } from "../RealtimeError.ts"
import { run, signalOf } from "../boundary/run.ts"
import { samplesOf } from "../boundary/samplesOf.ts"
import { traced } from "../boundary/traced.ts"
import { pcmReader } from "./pcmReader.ts"
import type { TranslationConfig, TranslationEvents, TranslationSession } from "./TranslationSession.ts"

const retainedBytes = 32 * 1024 * 1024
const frameMs = 200
const eventNames = [...Translation.ServerEvent.types, "unknown", "malformed"] as const
/** What a chunk costs beside its content. */
const chunkBytes = 64

/** The translation over an open connection, once the server has greeted it; `scope` is closed with it. */
export const makeTranslation = Effect.fnUntraced(function* (
  connection: Connection<Translation.ServerEvent, Translation.ClientEvent>,
  scope: Scope.Closeable,
  timeoutMs: number
): Effect.fn.Return<TranslationSession, RealtimeError> {
  const listeners = makeListeners<TranslationEvents>(eventNames)
  const retention = makeRetention(retainedBytes)
  const audio = makeLog<Int16Array>()
  const transcript = makeLog<string>()
  const source = makeLog<string>()
  const framer = Framer.make({ format: pcm24k, frameMs })
  const read = pcmReader()
  const greeted = Deferred.makeUnsafe<TranslationConfig, RealtimeError>()
  const waiting = new Map<string, Deferred.Deferred<TranslationConfig, RealtimeError>>()
  const closed = Promise.withResolvers<RealtimeError>()
  const ended = Latch.makeUnsafe(false)
  let config: TranslationConfig = { type: "translation" }
  let heard = 0
  let finishing = false
  let finished = false
  let serial = 0
  /** The first event that came before the greeting, for the error of a greeting that never comes. */
  let first: string | undefined

  const say = (log: typeof source, text: string): void => retention.push(log, text, text.length * 2 + chunkBytes)

  const refuse = (error: ErrorDetail): boolean => {
    const eventId = error.event_id ?? ""
    const asked = waiting.get(eventId)
    if (asked === undefined) return false
    waiting.delete(eventId)
    return Deferred.doneUnsafe(asked, Effect.fail(refusalOf(error)))
  }

  const receive = (decoded: Decoded<Translation.ServerEvent>): void => {
    heard += 1
    if (decoded._tag === "Malformed") {
      const message = `the server did not greet: ${decoded.error.message}`
      Deferred.doneUnsafe(greeted, Effect.fail(new RealtimeError("malformed", message, {}, { cause: decoded.error })))
      return listeners.tell("malformed", decoded.error)
    }
    first ??= decoded.event.type
    if (decoded._tag === "Unknown") return listeners.tell("unknown", decoded.event)
    const { event } = decoded
    switch (event.type) {
      case "session.created":
        config = event.session
        Deferred.doneUnsafe(greeted, Effect.succeed(config))
        break
      case "session.updated": {
        config = event.session
        // A `session.updated` names no command. They are answered in order.
        const [eventId, oldest] = [...waiting][0] ?? []
        if (eventId === undefined || oldest === undefined) break
        waiting.delete(eventId)
        Deferred.doneUnsafe(oldest, Effect.succeed(config))
        break
      }
      case "session.output_audio.delta": {
        const samples = read(event.delta)
        if (samples === undefined) return listeners.tell("malformed", noBase64(event))
        if (samples.length > 0) retention.push(audio, samples, samples.byteLength + chunkBytes)
        break
      }
      case "session.output_transcript.delta":
        say(transcript, event.delta)
        break
      case "session.input_transcript.delta":
        say(source, event.delta)
        break
      case "session.closed":
        finished = true
        ended.openUnsafe()
        break
      case "error":
        if (refuse(event.error)) return
        Deferred.doneUnsafe(greeted, Effect.fail(refusalOf(event.error)))
    }
    listeners.tell(event.type, event)
  }

  const finish = (error: TransportError): void => {
    const why = fromTransport(error)
    const told = finished || why.detail.close?.by === "local" ? undefined : why
    for (const log of [audio, transcript, source]) log.end(told)
    for (const each of [greeted, ...waiting.values()]) Deferred.doneUnsafe(each, Effect.fail(why))
    ended.openUnsafe()
    closed.resolve(why)
    void Effect.runPromise(Scope.close(scope, Exit.void))
  }

  yield* connection.incoming.pipe(
    Stream.runForEachArray((batch) => Effect.sync(() => batch.forEach(receive))),
    Effect.catch((error) => Effect.sync(() => finish(error))),
    Effect.forkIn(scope)
  )

  const late = () => new RealtimeError("no_answer", `no answer within ${timeoutMs} ms`, { afterMs: timeoutMs })
  const inTime = <A>(effect: Effect.Effect<A, RealtimeError>): Effect.Effect<A, RealtimeError> =>
    Effect.timeoutOrElse(effect, { duration: timeoutMs, orElse: () => Effect.fail(late()) })

  yield* Effect.timeoutOrElse(Deferred.await(greeted), {
    duration: timeoutMs,
    orElse: () => {
      const said = first === undefined ? "the server said nothing" : `the server said ${first} first`
      const message = `no greeting within ${timeoutMs} ms: ${said}`
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

  /** Waits for the end as long as anything comes. */
  const drained: Effect.Effect<void, RealtimeError> = Effect.suspend(() => {
    const before = heard
    return Effect.timeoutOrElse(ended.await, {
      duration: timeoutMs,
      orElse: () => (heard === before ? Effect.fail(late()) : drained)
    })
  })

  const close = async (): Promise<void> => {
    await Effect.runPromise(connection.close())
    await closed.promise
  }

  return {
    get config() {
      return config
    },
    audioChunks: () => audio.read("retained"),
    transcriptChunks: () => transcript.read("retained"),
    sourceChunks: () => source.read("retained"),
    closed: closed.promise,
    on: listeners.on,
    sendAudio: traced(async (samples, options) => {
      need(!finishing, "the session is being finished: it takes no more audio")
      await run(append(framer.push(samplesOf(samples))), signalOf(options))
    }),
    configure: traced(async (session, options) => {
      need(isObject(session), `configure takes an object of settings, not ${kindOf(session)}`)
      const event_id = `configure_${(serial += 1)}`
      const answer = Deferred.makeUnsafe<TranslationConfig, RealtimeError>()
      const asked = Effect.suspend(() => {
        waiting.set(event_id, answer)
        return Effect.andThen(send({ type: "session.update", event_id, session }), Deferred.await(answer))
      })
      return await run(
        Effect.ensuring(
          inTime(asked),
          Effect.sync(() => waiting.delete(event_id))
        ),
        signalOf(options)
      )
    }),
    finish: traced(async (options) => {
      const rest = framer.rest()
      const begin = finishing
        ? Effect.void
        : Effect.andThen(append(rest ? [rest] : []), send({ type: "session.close" }))
      finishing = true
      await run(Effect.andThen(begin, drained), signalOf(options))
      if (!finished) throw await closed.promise
      await close()
    }),
    close,
    [Symbol.asyncDispose]: close
  }
})

const refusalOf = (error: ErrorDetail): RealtimeError =>
  new RealtimeError("refused", `the server refused: ${error.message}`, { error })

const noBase64 = (event: Translation.SessionOutputAudioDelta): ProtocolError =>
  new ProtocolError({
    reason: "Invalid",
    type: event.type,
    issues: [{ path: ["delta"], message: "Expected base64" }],
    raw: event
  })
