/** The application's functions. One is slow, one fails, one has a bug and one is quick. */
import { type Tool, ToolFailure } from "@antiphon/session"
import * as Effect from "effect/Effect"
import { toolNames } from "./model.ts"
import type { Numbers } from "./Numbers.ts"

/** `ran` receives the id of each call that runs. */
export const makeTools = ({ between }: Numbers, ran: (callId: string) => void): ReadonlyArray<Tool> => {
  const outcome = {
    slow: () => Effect.delay(Effect.succeed("at last"), between(200, 6000)),
    failing: () => Effect.fail(new ToolFailure({ code: "failed", message: "out of order" })),
    brittle: () => Effect.die(new Error("a tool with a bug")),
    quick: () => Effect.succeed("there")
  }
  return toolNames.map((name) => ({
    definition: { type: "function", name },
    run: (_json, { callId }) =>
      Effect.suspend(() => {
        ran(callId)
        return outcome[name]()
      })
  }))
}
