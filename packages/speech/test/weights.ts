import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { fromBytes, type Weights } from "../src/silero/Weights.ts"
import { weightsUrl } from "../src/index.ts"

/** The weights that ship in the package. */
export const weights: Weights = Effect.runSync(fromBytes(readFileSync(weightsUrl)))
