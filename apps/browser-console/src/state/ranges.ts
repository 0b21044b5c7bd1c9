/** The numbers that a server accepts, by field. The schemas of the protocol know their types and not their limits. */
import type { Field } from "./Settings.ts"

/** The least and the most of a number. */
interface Range {
  readonly least: number
  readonly most: number
  readonly unit: string
}

/** The limits of OpenAI's server. */
const ranges: Readonly<Partial<Record<Field, Range>>> = {
  speed: { least: 0.25, most: 1.5, unit: "" },
  maxTokens: { least: 1, most: 4096, unit: "" },
  threshold: { least: 0, most: 1, unit: "" },
  prefixPadding: { least: 0, most: 60_000, unit: " ms" },
  silence: { least: 0, most: 60_000, unit: " ms" },
  idleTimeout: { least: 5000, most: 30_000, unit: " ms" }
}

/** The message of a number that is out of its range, or `undefined`. Text that is no number is left to the schema. */
export const outOfRange = (field: Field, typed: string): string | undefined => {
  const range = ranges[field]
  const value = Number(typed)
  if (range === undefined || typed.trim() === "" || !Number.isFinite(value)) return undefined
  const { least, most, unit } = range
  return value < least || value > most ? `Enter a number from ${least} to ${most}${unit}` : undefined
}
