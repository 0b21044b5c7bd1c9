/** The thread that recognizes. It starts when it is first needed, and a new one replaces it after it died or was ended. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import {
  EarsError,
  RecognizerCrashed,
  type EarsErrorReason,
  SimdMissing,
  WeightsInvalid,
  WeightsUnreachable
} from "../EarsError.ts"
import type { SpelledWord } from "../model/words.ts"
import type { FromWorker, RecognizerWorker, Spawn, ToWorker } from "./RecognizerWorker.ts"

/** How long a thread may take until it is ready. */
const startMs = 30_000

/** Receives what the thread answers to one pass. */
export interface PassSink {
  readonly onWord: (word: SpelledWord) => void
  /** Completed when the pass is over or cancelled. Fails if the thread could not finish it. */
  readonly done: Deferred.Deferred<void, EarsError>
}

/** The recognizer's thread, for one pass at a time. */
export interface Thread {
  /** Completes once the model is in memory. Starts a thread if there is none. */
  readonly ready: Effect.Effect<void, EarsError>
  /** Begins a pass. Call it only after `ready`, and only when the last pass is done. */
  readonly begin: (pass: Extract<ToWorker, { readonly _tag: "Pass" }>, sink: PassSink) => void
  /** Cancels the pass with this id. */
  readonly cancel: (id: number) => void
  /** Ends the thread immediately. The pass that it is at fails. */
  readonly end: () => void
}

/** One worker. Its messages count only while it is the current one. */
interface Running {
  readonly worker: RecognizerWorker
  readonly ready: Deferred.Deferred<void, EarsError>
}

/** Makes a thread out of workers. The caller ends it. */
export const make = (spawn: Spawn): Thread => {
  let running: Running | undefined
  let sink: PassSink | undefined

  const end = (reason: EarsErrorReason): void => {
    const ended = running
    running = undefined
    if (ended === undefined) return
    ended.worker.terminate()
    Deferred.doneUnsafe(ended.ready, fail(reason))
    if (sink !== undefined) Deferred.doneUnsafe(sink.done, fail(reason))
  }

  const onMessage = (message: FromWorker): void => {
    if (message._tag === "Ready") {
      if (running !== undefined) Deferred.doneUnsafe(running.ready, Effect.void)
    } else if (message._tag === "Unusable") end(unusable(message))
    else if (sink !== undefined) {
      if (message._tag === "Word") sink.onWord(message.word)
      else Deferred.doneUnsafe(sink.done, message._tag === "Failed" ? fail(crashed(message.detail)) : Effect.void)
    }
  }

  const start = Effect.try({
    try: (): Running => {
      const mine: Running = {
        ready: Deferred.makeUnsafe(),
        worker: spawn({
          onMessage: (message) => running === mine && onMessage(message),
          onDied: (detail, cause) => running === mine && end(crashed(detail, cause))
        })
      }
      running = mine
      return mine
    },
    catch: (cause) => new EarsError({ reason: crashed("no thread can be started", cause) })
  })

  return {
    ready: Effect.suspend(() => (running === undefined ? start : Effect.succeed(running))).pipe(
      Effect.flatMap(({ ready }) => Deferred.await(ready)),
      Effect.timeoutOrElse({
        duration: startMs,
        orElse: () =>
          Effect.andThen(
            Effect.sync(() => end(crashed("it did not start"))),
            fail(crashed(`it was not ready after ${startMs} ms`))
          )
      })
    ),
    begin: (pass, next) => {
      sink = next
      running?.worker.send(pass)
    },
    cancel: (id) => running?.worker.send({ _tag: "Cancel", id }),
    end: () => end(crashed("it was ended"))
  }
}

const unusable = ({ detail, kind }: Extract<FromWorker, { readonly _tag: "Unusable" }>): EarsErrorReason => {
  if (kind === "SimdMissing") return new SimdMissing()
  return kind === "WeightsInvalid" ? new WeightsInvalid({ detail }) : new WeightsUnreachable({ url: detail })
}

const crashed = (detail: string, cause?: unknown): RecognizerCrashed => new RecognizerCrashed({ detail, cause })

const fail = (reason: EarsErrorReason): Effect.Effect<never, EarsError> => Effect.fail(new EarsError({ reason }))
