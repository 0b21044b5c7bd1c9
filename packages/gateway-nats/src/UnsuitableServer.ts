import * as Data from "effect/Data"

/** The servers cannot keep sessions as they are set up. Trying again does not help. */
export class UnsuitableServer extends Data.TaggedError("UnsuitableServer")<{ readonly detail: string }> {
  override get message(): string {
    return `The NATS server cannot keep sessions: ${this.detail}`
  }
}
