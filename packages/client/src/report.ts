import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

/** Tells the console what the user's own code threw, which reaches nobody else. */
export const report = (what: string, cause: unknown): void => {
  Effect.runSync(Console.error(`${what} failed`, cause))
}
