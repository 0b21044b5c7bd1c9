import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { TransportError } from "./TransportError.ts"
import type { Wire } from "./Wire.ts"

/** The way from the first sign of an end to the release of the wire. */
export interface Ending {
  /** Tells the wire that nothing more is sent, and begins to wait for it to be gone. Counts once. */
  readonly begin: (error: TransportError) => void
  /** Begins to wait for the wire to be gone. Counts once. */
  readonly beginDeadline: () => void
  /** The wire has closed, or never will. */
  readonly gone: () => void
  /** Waits until the wire is released. */
  readonly released: Effect.Effect<void>
}

export const makeEnding = (options: {
  readonly wire: Wire
  readonly closeMs: number
  /** Called once, before the wire is released. */
  readonly onRelease: () => void
}): Effect.Effect<Ending> =>
  Effect.gen(function* () {
    const gone = yield* Deferred.make<void>()
    const released = yield* Deferred.make<void>()
    const runFork = Effect.runForkWith(yield* Effect.context<never>())
    let isStopped = false
    let isWaiting = false
    let isReleasing = false

    const release = Effect.suspend(() => {
      if (isReleasing) return Deferred.await(released)
      isReleasing = true
      options.onRelease()
      return Effect.asVoid(Effect.andThen(options.wire.release, Deferred.succeed(released, undefined)))
    }).pipe(Effect.uninterruptible)
    const beginDeadline = () => {
      if (isWaiting) return
      isWaiting = true
      runFork(Effect.andThen(Effect.timeoutOption(Deferred.await(gone), options.closeMs), release))
    }
    return {
      begin: (error) => {
        if (!isStopped) options.wire.ending?.(error)
        isStopped = true
        beginDeadline()
      },
      beginDeadline,
      gone: () => void Deferred.doneUnsafe(gone, Effect.void),
      // A wire that is gone already is released without a turn of the scheduler.
      released: Effect.suspend(() => (Deferred.isDoneUnsafe(gone) ? release : Deferred.await(released)))
    }
  })
