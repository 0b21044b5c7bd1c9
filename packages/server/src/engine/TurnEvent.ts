/**
 * What a turn detector found. Positions count samples at 24 kHz from the first one. They mark where the speech itself
 * starts and ends. The server adds the padding and the silence that ended the turn.
 */
export type TurnEvent =
  /** Speech began at sample `at`. The detector was sure of it some samples later. */
  | { readonly _tag: "SpeechStarted"; readonly at: number }
  /** Speech ended at sample `at`, and the silence after it was long enough to end the turn. */
  | { readonly _tag: "SpeechStopped"; readonly at: number }
  /** No later turn starts before sample `until`, so the server may drop the samples before it. */
  | { readonly _tag: "Silence"; readonly until: number }
