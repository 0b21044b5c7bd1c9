import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"
import { SpeechError, WeightsUnreachable } from "../SpeechError.ts"
import { TurnDetector } from "../turns/TurnDetector.ts"
import { weightsUrl } from "../weightsUrl.ts"

/** The turn detector with the weights that ship in this package, read from disk. */
export const loadTurnDetector: Effect.Effect<TurnDetector, SpeechError> = Effect.tryPromise({
  try: () => readFile(weightsUrl),
  catch: (cause) => new SpeechError({ reason: new WeightsUnreachable({ url: weightsUrl.href, cause }) })
}).pipe(Effect.flatMap(TurnDetector.fromBytes))
