import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { checkOptions, isOptions, isSignal, isText, need, type Rule } from "./checkOptions.ts"
import { RealtimeError } from "../RealtimeError.ts"
import type { CommandOptions } from "../session/RealtimeSession.ts"

/** Throws if the signal is aborted. */
export const check = (signal: AbortSignal | undefined): void => {
  if (signal === undefined) return
  if (signal.aborted) throw new RealtimeError("aborted", "the signal was aborted", {}, { cause: signal.reason })
}

const rules: Readonly<Record<string, Rule>> = {
  signal: [isSignal, "{ signal: controller.signal }"],
  after: [isText, 'the id of an item, or "root"']
}

/** Returns the signal of a command's options. */
export const signalOf = (options: CommandOptions | undefined): AbortSignal | undefined => {
  if (options === undefined) return undefined
  const given: unknown = options
  need(isOptions(given) && !("aborted" in given), "the options of a command are an object: pass { signal }")
  checkOptions("a command", given, rules)
  return options.signal
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

/** As {@link run}, for an effect that is mostly over at once. Returns `undefined` if it has succeeded by then. */
export const begin = (effect: Effect.Effect<void, RealtimeError>, signal?: AbortSignal): Promise<void> | undefined => {
  check(signal)
  const fiber = Effect.runFork(effect, signal && { signal })
  const exit = fiber.pollUnsafe()
  return exit !== undefined && Exit.isSuccess(exit) ? undefined : run(Fiber.join(fiber), signal)
}
