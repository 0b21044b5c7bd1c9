/**
 * The queue in front of the voice's thread. The thread speaks one sentence at a time, in the order in which they were
 * asked for. Closing the scope ends the thread and fails the sentences that are still queued.
 */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { SpeechError } from "../SpeechError.ts"
import type { Sentence } from "./Flite.ts"
import type { Thread } from "./Thread.ts"

/** How many sentences may wait. Each speaker waits with one at a time. */
const waitingLimit = 64
/** How long a sentence may wait for its turn. */
const waitingMs = 30_000
/** How long the thread may take over one sentence. */
const speakingMs = 10_000
/** How long a cancelled sentence may go on. It spares a healthy thread that is about to end the sentence by itself. */
const graceMs = 250

/** The sentences that wait for the voice's thread. */
export interface SentenceQueue {
  /** The audio of the sentence: 24 kHz, in blocks. Ending the stream early cancels the sentence. */
  readonly speak: (sentence: Sentence) => Stream.Stream<Int16Array, SpeechError>
}

/** One sentence on its way through the queue. */
interface Job {
  readonly id: number
  readonly sentence: Sentence
  /** Unbounded, but never longer than one sentence. */
  readonly audio: Queue.Queue<Int16Array, SpeechError | Cause.Done>
  readonly begun: Deferred.Deferred<void>
  readonly cancelled: Deferred.Deferred<void>
}

/** Makes the queue. Its scope ends the thread. */
export const make = Effect.fnUntraced(function* (thread: Thread): Effect.fn.Return<SentenceQueue, never, Scope.Scope> {
  const waiting = yield* Queue.bounded<Job>(waitingLimit)
  const open = new Set<Job>()
  let lastId = 0
  let closed = false

  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      closed = true
      thread.end()
      for (const job of open) fail(job, scopeClosed())
    })
  )
  yield* Queue.take(waiting).pipe(
    Effect.flatMap((job) =>
      Effect.matchCause(perform(thread, job), {
        onSuccess: () => Queue.endUnsafe(job.audio),
        onFailure: (cause) => Queue.failCauseUnsafe(job.audio, cause)
      })
    ),
    Effect.forever,
    Effect.forkScoped
  )

  const enqueue = Effect.fnUntraced(function* (sentence: Sentence): Effect.fn.Return<Job, SpeechError> {
    const job: Job = {
      id: ++lastId,
      sentence,
      audio: yield* Queue.unbounded<Int16Array, SpeechError | Cause.Done>(),
      begun: Deferred.makeUnsafe(),
      cancelled: Deferred.makeUnsafe()
    }
    if (closed) return yield* scopeClosed()
    if (!Queue.offerUnsafe(waiting, job)) return yield* SpeechError.voiceBusy(waitingLimit)
    open.add(job)
    return job
  })

  const release = (job: Job): Effect.Effect<void> =>
    Effect.sync(() => {
      open.delete(job)
      Deferred.doneUnsafe(job.cancelled, Effect.void)
    })

  return {
    speak: (sentence) =>
      Stream.unwrap(
        Effect.acquireRelease(enqueue(sentence), release).pipe(
          Effect.tap((job) => Effect.forkScoped(expireUnlessBegun(job))),
          Effect.map((job) => Stream.fromQueue(job.audio))
        )
      )
  }
})

/** Speaks the sentence. Skips it if it was cancelled while it waited. Ends a thread that takes too long. */
const perform = Effect.fnUntraced(function* (thread: Thread, job: Job): Effect.fn.Return<void, SpeechError> {
  if (Deferred.isDoneUnsafe(job.cancelled)) return
  yield* Deferred.succeed(job.begun, undefined)
  yield* thread.ready
  const done = Deferred.makeUnsafe<void, SpeechError>()
  const onAudio = (samples: Int16Array) => void Queue.offerUnsafe(job.audio, samples)
  thread.speak({ ...job.sentence, id: job.id }, { onAudio, done })
  const tooLong = Effect.suspend(() => {
    thread.end()
    return Effect.fail(SpeechError.voiceTimeout("speaking", speakingMs))
  })
  const stop = Effect.suspend(() => {
    thread.cancel(job.id)
    return Deferred.await(done).pipe(Effect.timeoutOrElse({ duration: graceMs, orElse: () => tooLong }))
  })
  yield* Deferred.await(done).pipe(
    Effect.timeoutOrElse({ duration: speakingMs, orElse: () => tooLong }),
    Effect.raceFirst(Effect.andThen(Deferred.await(job.cancelled), stop))
  )
})

/** Fails a sentence whose turn does not come in time. */
const expireUnlessBegun = (job: Job): Effect.Effect<void> =>
  Deferred.await(job.begun).pipe(
    Effect.timeoutOrElse({
      duration: waitingMs,
      orElse: () =>
        Effect.sync(() => {
          Deferred.doneUnsafe(job.cancelled, Effect.void)
          fail(job, SpeechError.voiceTimeout("waiting", waitingMs))
        })
    })
  )

const fail = (job: Job, error: SpeechError): void => {
  Queue.failCauseUnsafe(job.audio, Cause.fail(error))
}

const scopeClosed = (): SpeechError => SpeechError.voiceCrashed("its scope is closed")
