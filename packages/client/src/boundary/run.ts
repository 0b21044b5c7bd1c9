import * as Effect from "effect/Effect"
import { isObject, isSignal, need } from "./checkOptions.ts"
import { RealtimeError } from "../RealtimeError.ts"
import type { CommandOptions } from "../session/RealtimeSession.ts"

/** Throws if the signal is aborted. */
export const check = (signal: AbortSignal | undefined): void => {
  if (signal === undefined) return
  need(isSignal(signal), "signal is no AbortSignal: pass { signal: controller.signal }")
  if (signal.aborted) throw new RealtimeError("aborted", "the signal was aborted", {}, { cause: signal.reason })
}

/** Returns the signal of a command's options. */
export const signalOf = (options: CommandOptions | undefined): AbortSignal | undefined => {
  const given: unknown = options ?? {}
  need(isObject(given) && !("aborted" in given), "the options of a command are an object: pass { signal }")
  return options?.signal
}

/** Runs an effect as a promise. An aborted signal interrupts it, and the promise rejects with `aborted`. */
export const run = async <A>(effect: Effect.Effect<A, RealtimeError>, signal?: AbortSignal): Promise<A> => {
  check(signal)
  try {
    return await Effect.runPromise(effect, signal && { signal })
  } catch (error) {
    check(signal)
    throw error
  }
}
