/** An item that a replay could not tell the new server, and why. */
export interface Lost {
  readonly itemId: string
  readonly reason:
    | "audio_without_transcript"
    | "never_heard"
    | "call_without_output"
    | "output_without_call"
    | "not_replayable"
    /** The new server would not take it. */
    | "refused"
    /** The new server answered others and not this one. */
    | "unanswered"
    /** It is older than what the budget of a replay holds. */
    | "over_budget"
}
