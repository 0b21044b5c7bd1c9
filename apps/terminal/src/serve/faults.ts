/** Reads `--faults`, the list of faults to inject and their chances. */
import type { Fault, Faults } from "@antiphon/server"
import * as Effect from "effect/Effect"
import { type CliFailure, cliFailure } from "../CliFailure.ts"

/** The faults that the server can inject. */
const names = [
  "late",
  "duplicate",
  "malformed",
  "cut",
  "expire",
  "half-open",
  "rate-limit"
] as const satisfies ReadonlyArray<Fault>

/** The chance of each fault, from 0 to 1. */
export type Chances = Faults["chances"]

/** The form of `--faults`, for its help and its refusals. */
export const faultsHelp = `such as late=0.05,cut=0.001: ${names.join(", ")}, each with its chance from 0 to 1`

/** Reads `late=0.05,cut=0.001`. */
export const readFaults = Effect.fnUntraced(function* (text: string): Effect.fn.Return<Chances, CliFailure> {
  const chances: Partial<Record<Fault, number>> = {}
  for (const part of text.split(",")) {
    const [name, chance = ""] = part.split("=").map((each) => each.trim())
    const fault = names.find((each) => each === name)
    const often = chance === "" ? Number.NaN : Number(chance)
    if (fault === undefined || !(often >= 0 && often <= 1)) {
      return yield* cliFailure(`--faults "${part}" is not a fault: give a list ${faultsHelp}`)
    }
    chances[fault] = often
  }
  return chances
})
