import * as Data from "effect/Data"

/** A request got no answer. Whether it was carried out is open, except after `no responders`. */
export class Unanswered extends Data.TaggedError("Unanswered")<{
  readonly why: "no responders" | "timeout" | "not connected" | "too much is unanswered" | "closed"
}> {
  override get message(): string {
    return `no answer of the NATS server (${this.why})`
  }
}
