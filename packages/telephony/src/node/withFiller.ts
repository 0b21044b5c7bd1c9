/** A filler on the call while a tool runs, for tools of `@antiphon/client`. */
import { hasMethods, kindOf, ms, optionsProblem, refuseArgument, samples } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type FillerOptions, fillSoon } from "../call/filler.ts"
import { callBehind, type PhoneCall } from "./PhoneCall.ts"

/** A tool as `connect` takes it, as far as a filler must know. */
interface RunningTool<Args extends ReadonlyArray<never>> {
  readonly run: (...args: Args) => unknown
}

/**
 * The tool, with a sound on the call while it runs longer than 1 s. The sound is no part of the conversation. The model knows
 * nothing of it, and its next words stop it.
 */
export const withFiller = <Args extends ReadonlyArray<never>, T extends RunningTool<Args>>(
  call: PhoneCall,
  tool: T & RunningTool<Args>,
  options: FillerOptions = {}
): T => {
  const behind = callBehind(call, withFiller)
  const isTool = hasMethods("run")(tool)
  refuseArgument(
    withFiller,
    isTool ? undefined : `withFiller takes a tool with run, as connect takes it, not ${kindOf(tool)}`
  )
  refuseArgument(withFiller, optionsProblem("withFiller", options, { sound: samples, afterMs: ms }))
  return {
    ...tool,
    run: async (...args: Args) => {
      const filling = Effect.runFork(fillSoon(behind, options))
      try {
        return await tool.run(...args)
      } finally {
        await Effect.runPromise(Fiber.interrupt(filling))
      }
    }
  }
}
