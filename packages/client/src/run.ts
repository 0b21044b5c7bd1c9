import * as Effect from "effect/Effect"
import { RealtimeError } from "./RealtimeError.ts"

/** Throws where the signal is aborted. */
export const check = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true)
    throw new RealtimeError("aborted", "the signal was aborted", {}, { cause: signal.reason })
}

/** Runs it as a promise; once the signal is aborted it is interrupted, and rejects with `aborted`. */
export const run = async <A>(effect: Effect.Effect<A, RealtimeError>, signal?: AbortSignal): Promise<A> => {
  check(signal)
  try {
    return await Effect.runPromise(effect, signal && { signal })
  } catch (error) {
    check(signal)
    throw error
  }
}
