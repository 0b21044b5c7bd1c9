/** The detector in Node. It reads the weights once and keeps nothing open. */
import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"
import { SpeechError } from "../SpeechError.ts"
import { TurnDetector } from "../turns/TurnDetector.ts"
import { weightsUrl } from "../silero/Weights.ts"

/** Makes the turn detector from the weights that ship in this package. Reads them from disk. */
export const loadTurnDetector: Effect.Effect<TurnDetector, SpeechError> = Effect.tryPromise({
  try: () => readFile(weightsUrl),
  catch: (cause) => SpeechError.weightsUnreachable(weightsUrl, cause)
}).pipe(Effect.flatMap(TurnDetector.fromBytes))
