/** Calls into the user's code. Its errors go to the console and stop nothing. */
import * as Effect from "effect/Effect"

/** Logs an error of the user's code. */
export const report = (what: string, cause: unknown): void => {
  // oxlint-disable-next-line no-console -- the console is all that the user has for this, and Effect's is a module more
  console.error(`${what} failed`, cause)
}

/** Calls a listener of the user. Its error, or that of the promise that it returns, is logged. */
export const notify = <A extends ReadonlyArray<unknown>>(
  what: string,
  listener: (...values: A) => unknown,
  ...values: A
): void => {
  const failed = (error: unknown): void => report(what, error)
  try {
    const done = listener(...values)
    // Most listeners return nothing, and a promise for each event would cost more than the call.
    if (done !== undefined) Promise.resolve(done).catch(failed)
  } catch (error) {
    failed(error)
  }
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
