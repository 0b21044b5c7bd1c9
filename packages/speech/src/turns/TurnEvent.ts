/**
 * What the turn detector says about the samples it was given. Positions count samples from the first one, at 24 kHz, and
 * say where speech itself starts and ends: the padding before a turn is for others to add.
 */
export type TurnEvent =
  /** Speech began at sample `at`, some time before the sample that convinced the detector. */
  | { readonly _tag: "SpeechStarted"; readonly at: number }
  /** Speech had ended at sample `at`, and the silence after it was long enough to end the turn. */
  | { readonly _tag: "SpeechStopped"; readonly at: number }
  /** No turn that is still to be told starts before sample `until`: what lies before may be forgotten. */
  | { readonly _tag: "Silence"; readonly until: number }
