/** The one thread that speaks: started when it is needed, replaced after it died or had to be ended. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { SpeechError, VoiceCrashed } from "../SpeechError.ts"
import type { Ask, Spawn, Told, VoiceWorker } from "./VoiceWorker.ts"

const startMs = 30_000

/** Who hears what the thread says. */
export interface Hearing {
  readonly audio: (samples: Int16Array) => void
  readonly spoken: Deferred.Deferred<void, SpeechError>
}

export interface Thread {
  /** Ready to speak; a new one where there is none. */
  readonly ready: Effect.Effect<void, SpeechError>
  /** Only when it is ready, and one sentence at a time. */
  readonly ask: (sentence: Ask, hearing: Hearing) => void
  readonly cancel: (id: number) => void
  readonly end: () => void
}

interface Running {
  readonly worker: VoiceWorker
  readonly ready: Deferred.Deferred<void, SpeechError>
}

const crash = (detail: string, cause?: unknown): Effect.Effect<never, SpeechError> =>
  Effect.fail(new SpeechError({ reason: new VoiceCrashed({ detail, cause }) }))

export const make = (spawn: Spawn): Thread => {
  let running: Running | undefined
  let hearing: Hearing | undefined

  const told = (message: Told): void => {
    if (message._tag === "Ready") {
      if (running !== undefined) Deferred.doneUnsafe(running.ready, Effect.void)
    } else if (hearing !== undefined) {
      if (message._tag === "Audio") hearing.audio(message.samples)
      else Deferred.doneUnsafe(hearing.spoken, message._tag === "Failed" ? crash(message.detail) : Effect.void)
    }
  }

  const end = (detail: string, cause?: unknown): void => {
    const ended = running
    running = undefined
    if (ended === undefined) return
    ended.worker.terminate()
    Deferred.doneUnsafe(ended.ready, crash(detail, cause))
    if (hearing !== undefined) Deferred.doneUnsafe(hearing.spoken, crash(detail, cause))
  }

  const start = Effect.try({
    try: (): Running => {
      const mine: Running = {
        ready: Deferred.makeUnsafe(),
        worker: spawn({
          told: (message) => running === mine && told(message),
          died: (detail, cause) => running === mine && end(detail, cause)
        })
      }
      running = mine
      return mine
    },
    catch: (cause) => new SpeechError({ reason: new VoiceCrashed({ detail: "no thread can be started", cause }) })
  })

  return {
    ready: Effect.suspend(() => (running === undefined ? start : Effect.succeed(running))).pipe(
      Effect.flatMap(({ ready }) => Deferred.await(ready)),
      Effect.timeoutOrElse({
        duration: startMs,
        orElse: () =>
          Effect.andThen(
            Effect.sync(() => end("it did not start")),
            crash(`not ready after ${startMs} ms`)
          )
      })
    ),
    ask: (sentence, hears) => {
      hearing = hears
      running?.worker.ask(sentence)
    },
    cancel: (id) => running?.worker.cancel(id),
    end: () => end("it was ended")
  }
}
