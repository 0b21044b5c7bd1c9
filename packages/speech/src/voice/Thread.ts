/** The thread that speaks. It starts when it is first needed, and a new one replaces it after it died or was ended. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { SpeechError } from "../SpeechError.ts"
import type { FromWorker, Spawn, SpeakRequest, VoiceWorker } from "./VoiceWorker.ts"

/** How long a thread may take until it is ready. */
const startMs = 30_000

/** Receives what the thread answers to one sentence. */
export interface SentenceSink {
  /** Receives PCM16 as it is spoken. */
  readonly onAudio: (samples: Int16Array) => void
  /** Completed when the sentence is spoken or cancelled. Fails if the thread could not speak it or ended. */
  readonly done: Deferred.Deferred<void, SpeechError>
}

/** The voice's thread, for one sentence at a time. */
export interface Thread {
  /** Completes once the thread can speak. Starts one if there is none. */
  readonly ready: Effect.Effect<void, SpeechError>
  /** Speaks a sentence. Call it only after `ready`, and only when the last sentence is done. */
  readonly speak: (request: SpeakRequest, sink: SentenceSink) => void
  /** Cancels every sentence up to this id. */
  readonly cancel: (id: number) => void
  /** Ends the thread immediately. The sentence that it speaks fails. */
  readonly end: () => void
}

/** One worker. Its messages count only while it is the current one. */
interface Running {
  readonly worker: VoiceWorker
  readonly ready: Deferred.Deferred<void, SpeechError>
}

/** Makes a thread out of workers. The caller ends it. */
export const make = (spawn: Spawn): Thread => {
  let running: Running | undefined
  let sink: SentenceSink | undefined

  const onMessage = (message: FromWorker): void => {
    if (message._tag === "Ready") {
      if (running !== undefined) Deferred.doneUnsafe(running.ready, Effect.void)
    } else if (sink !== undefined) {
      if (message._tag === "Audio") sink.onAudio(message.samples)
      else Deferred.doneUnsafe(sink.done, message._tag === "Failed" ? crash(message.detail) : Effect.void)
    }
  }

  const end = (detail: string, cause?: unknown): void => {
    const ended = running
    running = undefined
    if (ended === undefined) return
    ended.worker.terminate()
    Deferred.doneUnsafe(ended.ready, crash(detail, cause))
    if (sink !== undefined) Deferred.doneUnsafe(sink.done, crash(detail, cause))
  }

  const start = Effect.try({
    try: (): Running => {
      const mine: Running = {
        ready: Deferred.makeUnsafe(),
        worker: spawn({
          onMessage: (message) => running === mine && onMessage(message),
          onDied: (detail, cause) => running === mine && end(detail, cause)
        })
      }
      running = mine
      return mine
    },
    catch: (cause) => SpeechError.voiceCrashed("no thread can be started", cause)
  })

  return {
    ready: Effect.suspend(() => (running === undefined ? start : Effect.succeed(running))).pipe(
      Effect.flatMap(({ ready }) => Deferred.await(ready)),
      Effect.timeoutOrElse({
        duration: startMs,
        orElse: () =>
          Effect.andThen(
            Effect.sync(() => end("it did not start")),
            crash(`it was not ready after ${startMs} ms`)
          )
      })
    ),
    speak: (request, next) => {
      sink = next
      running?.worker.speak(request)
    },
    cancel: (id) => running?.worker.cancel(id),
    end: () => end("it was ended")
  }
}

const crash = (detail: string, cause?: unknown): Effect.Effect<never, SpeechError> =>
  Effect.fail(SpeechError.voiceCrashed(detail, cause))
