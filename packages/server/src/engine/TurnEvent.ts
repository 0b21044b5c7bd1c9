/**
 * What a turn detector says about the samples it was given. Positions count samples from the first one it was given, at
 * 24 kHz, and say where speech itself starts and ends: padding and the silence that was waited for are the server's to add.
 */
export type TurnEvent =
  /** Speech began at sample `at`, some time before the sample that convinced the detector. */
  | { readonly _tag: "SpeechStarted"; readonly at: number }
  /** Speech had ended at sample `at`, and the silence after it was long enough to end the turn. */
  | { readonly _tag: "SpeechStopped"; readonly at: number }
  /** No turn that is still to be told starts before sample `until`: the server may forget what lies before. */
  | { readonly _tag: "Silence"; readonly until: number }
