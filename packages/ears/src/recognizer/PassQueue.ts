/**
 * The queue in front of the recognizer's thread. The thread does one pass at a time, in the order in which they were
 * asked for. Closing the scope ends the thread and fails the passes that are still queued.
 */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { EarsError, type EarsErrorReason, RecognizerBusy, RecognizerCrashed, RecognizerTimeout } from "../EarsError.ts"
import type { Stretch } from "../model/pass.ts"
import type { SpelledWord } from "../model/words.ts"
import type { Thread } from "./Thread.ts"

/** How many passes may wait. Each turn waits with one at a time. */
const waitingLimit = 64
/** How long a pass may wait for its turn. */
const waitingMs = 30_000
/** How long the thread may take over one pass. */
const workingMs = 30_000
/** How long a cancelled pass may go on. It ends between two layers or tokens by itself. */
const graceMs = 2000

/** The passes that wait for the recognizer's thread. */
export interface PassQueue {
  /** The words of the stretch. Ending the stream early cancels the pass. */
  readonly recognize: (stretch: Stretch) => Stream.Stream<SpelledWord, EarsError>
}

/** One pass on its way through the queue. */
interface Job {
  readonly id: number
  readonly stretch: Stretch
  /** Unbounded, but never longer than the words of one stretch. */
  readonly words: Queue.Queue<SpelledWord, EarsError | Cause.Done>
  readonly begun: Deferred.Deferred<void>
  readonly cancelled: Deferred.Deferred<void>
}

/** Makes the queue. Its scope ends the thread. */
export const make = Effect.fnUntraced(function* (thread: Thread): Effect.fn.Return<PassQueue, never, Scope.Scope> {
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
        onSuccess: () => Queue.endUnsafe(job.words),
        onFailure: (cause) => Queue.failCauseUnsafe(job.words, cause)
      })
    ),
    Effect.forever,
    Effect.forkScoped
  )

  const enqueue = Effect.fnUntraced(function* (stretch: Stretch): Effect.fn.Return<Job, EarsError> {
    const job: Job = {
      id: ++lastId,
      stretch,
      words: yield* Queue.unbounded<SpelledWord, EarsError | Cause.Done>(),
      begun: Deferred.makeUnsafe(),
      cancelled: Deferred.makeUnsafe()
    }
    if (closed) return yield* error(scopeClosed())
    if (!Queue.offerUnsafe(waiting, job)) return yield* error(new RecognizerBusy({ limit: waitingLimit }))
    open.add(job)
    return job
  })

  const release = (job: Job): Effect.Effect<void> =>
    Effect.sync(() => {
      open.delete(job)
      Deferred.doneUnsafe(job.cancelled, Effect.void)
    })

  return {
    recognize: (stretch) =>
      Stream.unwrap(
        Effect.acquireRelease(enqueue(stretch), release).pipe(
          Effect.tap((job) => Effect.forkScoped(expireUnlessBegun(job))),
          Effect.map((job) => Stream.fromQueue(job.words))
        )
      )
  }
})

/** Does the pass. Skips it if it was cancelled while it waited. Ends a thread that takes too long. */
const perform = Effect.fnUntraced(function* (thread: Thread, job: Job): Effect.fn.Return<void, EarsError> {
  if (Deferred.isDoneUnsafe(job.cancelled)) return
  yield* Deferred.succeed(job.begun, undefined)
  yield* thread.ready
  const done = Deferred.makeUnsafe<void, EarsError>()
  const onWord = (word: SpelledWord) => void Queue.offerUnsafe(job.words, word)
  thread.begin({ ...job.stretch, _tag: "Pass", id: job.id }, { onWord, done })
  const tooLong = Effect.suspend(() => {
    thread.end()
    return Effect.fail(error(new RecognizerTimeout({ phase: "working", afterMs: workingMs })))
  })
  const stop = Effect.suspend(() => {
    thread.cancel(job.id)
    return Deferred.await(done).pipe(Effect.timeoutOrElse({ duration: graceMs, orElse: () => tooLong }))
  })
  yield* Deferred.await(done).pipe(
    Effect.timeoutOrElse({ duration: workingMs, orElse: () => tooLong }),
    Effect.raceFirst(Effect.andThen(Deferred.await(job.cancelled), stop))
  )
})

/** Fails a pass whose turn does not come in time. */
const expireUnlessBegun = (job: Job): Effect.Effect<void> =>
  Deferred.await(job.begun).pipe(
    Effect.timeoutOrElse({
      duration: waitingMs,
      orElse: () =>
        Effect.sync(() => {
          Deferred.doneUnsafe(job.cancelled, Effect.void)
          fail(job, new RecognizerTimeout({ phase: "waiting", afterMs: waitingMs }))
        })
    })
  )

const error = (reason: EarsErrorReason): EarsError => new EarsError({ reason })

const fail = (job: Job, reason: EarsErrorReason): void => {
  Queue.failCauseUnsafe(job.words, Cause.fail(error(reason)))
}

const scopeClosed = (): EarsErrorReason => new RecognizerCrashed({ detail: "its scope is closed" })
