/** The sending half of a connection, with back-pressure by a high-water mark, for adapter authors. */
import type * as Duration from "effect/Duration"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { TransportError } from "./TransportError.ts"

/** The unwritten bytes at which `send` begins to wait. */
export const defaultHighWaterBytes = 1024 * 1024

export interface HighWater {
  /** Waits until fewer than the mark's bytes are unwritten, then runs `write` in one uninterruptible step. */
  readonly send: (write: () => void) => Effect.Effect<void, TransportError>
  /** Call it whenever bytes left, and at the end. Waiting senders look again. */
  readonly drained: () => void
}

/**
 * Makes the sending half. `unwritten` returns the bytes that wait now, and `endedWith` the error that the connection
 * ended with.
 */
export const makeHighWater = (options: {
  readonly mark: number
  readonly unwritten: () => number
  readonly endedWith: () => TransportError | undefined
  /** Calls `dead`, which must end the connection, once a sender waits and nothing left for `deadline`. */
  readonly drain?: { readonly deadline: Duration.Input; readonly dead: () => void }
}): HighWater => {
  let room: Deferred.Deferred<void> | undefined
  const { drain } = options
  const roomOrDead = (): Effect.Effect<void> => {
    room ??= Deferred.makeUnsafe()
    return drain === undefined
      ? Deferred.await(room)
      : Effect.timeoutOrElse(Deferred.await(room), { duration: drain.deadline, orElse: () => Effect.sync(drain.dead) })
  }
  const send = (write: () => void): Effect.Effect<void, TransportError> =>
    Effect.suspend(() => {
      const error = options.endedWith()
      if (error !== undefined) return error
      if (options.unwritten() >= options.mark) return Effect.andThen(roomOrDead(), send(write))
      write()
      return Effect.void
    })
  const drained = (): void => {
    const awaited = room
    room = undefined
    if (awaited !== undefined) Deferred.doneUnsafe(awaited, Effect.void)
  }
  return { send, drained }
}
