import * as Data from "effect/Data"

/** A requirement was not met. `detail` says what was expected and what came instead. */
export class Violation extends Data.TaggedError("Violation")<{ readonly detail: string }> {
  override get message(): string {
    return this.detail
  }
}

/** Makes a violation with its detail. */
export const violation = (detail: string): Violation => new Violation({ detail })
