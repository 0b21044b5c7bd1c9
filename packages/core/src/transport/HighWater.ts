/** The sending half of a connection, for adapter authors: back-pressure by a high-water mark. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type { TransportError } from "./TransportError.ts"

/** Unwritten bytes at which `send` begins to wait. */
export const defaultHighWaterBytes = 1024 * 1024

export interface HighWater {
  /** Waits until fewer than the mark's bytes are unwritten, then runs `write` in one uninterruptible step. */
  readonly send: (write: () => void) => Effect.Effect<void, TransportError>
  /** To be called whenever bytes left, and at the end: waiting senders look again. */
  readonly drained: () => void
}

/** Makes the gate. `unwritten` tells the bytes now waiting, `endedWith` the end of the connection. */
export const makeHighWater = (options: {
  readonly mark: number
  readonly unwritten: () => number
  readonly endedWith: () => TransportError | undefined
  /** Calls `dead`, which must end the connection, once a sender waits and nothing left for `deadline`. */
  readonly drain?: { readonly deadline: Duration.Input; readonly dead: () => void }
}): HighWater => {
  const room = Latch.makeUnsafe(true)
  const { drain } = options
  const roomOrDead =
    drain === undefined
      ? room.await
      : Effect.timeoutOrElse(room.await, { duration: drain.deadline, orElse: () => Effect.sync(drain.dead) })
  const send = (write: () => void): Effect.Effect<void, TransportError> =>
    Effect.suspend(() => {
      const error = options.endedWith()
      if (error !== undefined) return error
      if (options.unwritten() >= options.mark) {
        room.closeUnsafe()
        return Effect.andThen(roomOrDead, send(write))
      }
      write()
      return Effect.void
    })
  return { send, drained: () => void room.openUnsafe() }
}
