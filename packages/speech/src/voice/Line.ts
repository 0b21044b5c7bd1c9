/** Speakers stand in line for the thread: it speaks one sentence after another, in the order they were asked for. */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { SpeechError, type SpeechErrorReason, VoiceBusy, VoiceCrashed, VoiceTimeout } from "../SpeechError.ts"
import type { Sentence } from "./Flite.ts"
import type { Thread } from "./Thread.ts"

/** Sentences that may wait; a speaker waits with one. */
const waitingLimit = 64
const waitingMs = 30_000
const speakingMs = 10_000
/** How long a sentence that nobody wants any more may go on, so that a good thread is not lost for nothing. */
const graceMs = 250

export interface Line {
  /** The sentence, 24 kHz, in blocks. Whoever stops listening cancels it. */
  readonly speak: (sentence: Sentence) => Stream.Stream<Int16Array, SpeechError>
}

interface Job {
  readonly id: number
  readonly sentence: Sentence
  /** Never longer than one sentence. */
  readonly audio: Queue.Queue<Int16Array, SpeechError | Cause.Done>
  readonly begun: Deferred.Deferred<void>
  readonly unwanted: Deferred.Deferred<void>
}

const failure = (reason: SpeechErrorReason) => new SpeechError({ reason })

/** Ends with its scope; what is still wanted then fails. */
export const make = Effect.fnUntraced(function* (thread: Thread): Effect.fn.Return<Line, never, Scope.Scope> {
  const waiting = yield* Queue.bounded<Job>(waitingLimit)
  const open = new Set<Job>()
  let lastId = 0
  let closed = false

  const work = Effect.fnUntraced(function* (job: Job) {
    if (Deferred.isDoneUnsafe(job.unwanted)) return
    yield* Deferred.succeed(job.begun, undefined)
    yield* thread.ready
    const spoken = Deferred.makeUnsafe<void, SpeechError>()
    const audio = (samples: Int16Array) => void Queue.offerUnsafe(job.audio, samples)
    thread.ask({ ...job.sentence, id: job.id }, { audio, spoken })
    const tooLong = Effect.suspend(() => {
      thread.end()
      return Effect.fail(failure(new VoiceTimeout({ phase: "speaking", afterMs: speakingMs })))
    })
    const cancelled = Effect.suspend(() => {
      thread.cancel(job.id)
      return Deferred.await(spoken).pipe(Effect.timeoutOrElse({ duration: graceMs, orElse: () => tooLong }))
    })
    yield* Deferred.await(spoken).pipe(
      Effect.timeoutOrElse({ duration: speakingMs, orElse: () => tooLong }),
      Effect.raceFirst(Effect.andThen(Deferred.await(job.unwanted), cancelled))
    )
  })

  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      closed = true
      thread.end()
      const error = failure(new VoiceCrashed({ detail: "its scope is closed" }))
      for (const job of open) Queue.failCauseUnsafe(job.audio, Cause.fail(error))
    })
  )
  yield* Queue.take(waiting).pipe(
    Effect.flatMap((job) =>
      Effect.matchCause(work(job), {
        onSuccess: () => Queue.endUnsafe(job.audio),
        onFailure: (cause) => Queue.failCauseUnsafe(job.audio, cause)
      })
    ),
    Effect.forever,
    Effect.forkScoped
  )

  const enter = (sentence: Sentence): Effect.Effect<Job, SpeechError> =>
    Effect.gen(function* () {
      const job: Job = {
        id: ++lastId,
        sentence,
        audio: yield* Queue.unbounded<Int16Array, SpeechError | Cause.Done>(),
        begun: Deferred.makeUnsafe(),
        unwanted: Deferred.makeUnsafe()
      }
      if (closed) return yield* failure(new VoiceCrashed({ detail: "its scope is closed" }))
      if (!Queue.offerUnsafe(waiting, job)) return yield* failure(new VoiceBusy({ limit: waitingLimit }))
      open.add(job)
      return job
    })

  const leave = (job: Job): Effect.Effect<void> =>
    Effect.sync(() => {
      open.delete(job)
      Deferred.doneUnsafe(job.unwanted, Effect.void)
    })

  const patience = (job: Job): Effect.Effect<void> =>
    Deferred.await(job.begun).pipe(
      Effect.timeoutOrElse({
        duration: waitingMs,
        orElse: () =>
          Effect.sync(() => {
            Deferred.doneUnsafe(job.unwanted, Effect.void)
            const error = failure(new VoiceTimeout({ phase: "waiting", afterMs: waitingMs }))
            Queue.failCauseUnsafe(job.audio, Cause.fail(error))
          })
      })
    )

  return {
    speak: (sentence) =>
      Stream.unwrap(
        Effect.acquireRelease(enter(sentence), leave).pipe(
          Effect.tap((job) => Effect.forkScoped(patience(job))),
          Effect.map((job) => Stream.fromQueue(job.audio))
        )
      )
  }
})
