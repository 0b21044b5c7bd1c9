/** The timers that the machine sets. */
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** The timers of a session, by name. They run on the clock of the fork. */
export interface Timers {
  /** Calls back with the name after this time. Replaces a timer of the same name. */
  readonly set: (name: string, afterMs: number) => void
  readonly clear: (name: string) => void
}

/** Makes timers that call `ran`. */
export const makeTimers = (
  fork: (effect: Effect.Effect<void>) => Fiber.Fiber<void>,
  ran: (name: string) => void
): Timers => {
  const running = new Map<string, Fiber.Fiber<void>>()
  const clear: Timers["clear"] = (name) => {
    running.get(name)?.interruptUnsafe()
    running.delete(name)
  }
  return {
    clear,
    set: (name, afterMs) => {
      clear(name)
      const run = Effect.sync(() => {
        running.delete(name)
        ran(name)
      })
      // Callers that were just answered, and frames that came together, go before a timer of no time.
      running.set(name, fork(afterMs > 0 ? Effect.delay(run, afterMs) : Effect.andThen(Effect.yieldNow, run)))
    }
  }
}
