/** Calls into the user's code. Its errors go to the console and stop nothing. */
import * as Effect from "effect/Effect"

/** Logs an error of the user's code. */
export const report = (what: string, cause: unknown): void => {
  // oxlint-disable-next-line no-console -- the console is all that the user has for this, and Effect's is a module more
  console.error(`${what} failed`, cause)
}

/** Asks the user's code for permission. An error is logged and means no. */
export const permission = (
  what: string,
  ask: (signal: AbortSignal) => boolean | Promise<boolean>
): Effect.Effect<boolean> =>
  Effect.catch(Effect.tryPromise({ try: async (signal) => ask(signal), catch: (cause) => cause }), (cause) => {
    report(`the approval of ${what}`, cause)
    return Effect.succeed(false)
  })
