import * as Effect from "effect/Effect"
import { report } from "../report.ts"

/** Asks the user's code. What it throws, or rejects with, is told to the console and means no. */
export const permission = (
  what: string,
  ask: (signal: AbortSignal) => boolean | Promise<boolean>
): Effect.Effect<boolean> =>
  Effect.catch(Effect.tryPromise({ try: async (signal) => ask(signal), catch: (cause) => cause }), (cause) => {
    report(`the approval of ${what}`, cause)
    return Effect.succeed(false)
  })
