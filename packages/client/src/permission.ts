import * as Effect from "effect/Effect"

/** Asks the user's code. What it throws, or rejects with, is logged and means no. */
export const permission = (
  what: string,
  ask: (signal: AbortSignal) => boolean | Promise<boolean>
): Effect.Effect<boolean> =>
  Effect.catch(Effect.tryPromise({ try: async (signal) => ask(signal), catch: (cause) => cause }), (cause) =>
    Effect.as(Effect.logError(`the approval of ${what} failed`, cause), false)
  )
