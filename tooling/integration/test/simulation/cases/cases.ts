/** All stories that once broke an invariant. Each is a test. */
import { answers } from "./answers.ts"
import type { Case } from "./Case.ts"
import { moves } from "./moves.ts"
import { refusals } from "./refusals.ts"

export const cases: Readonly<Record<string, Case>> = { ...answers, ...refusals, ...moves }
