/** The findings of a run, as plain data and as text. */
import type { RequirementId } from "./requirements.ts"

/**
 * The outcome of a requirement.
 *
 * - `passed` and `failed` were tested. `detail` says what went wrong.
 * - `skipped` needs something that is missing. `detail` says what.
 * - `known failure` was declared, and failed as it must. `detail` is the declared reason.
 * - `mended` was declared as a known failure and passed. Take it off the list. It counts as a failure.
 */
export type Outcome = "passed" | "failed" | "skipped" | "known failure" | "mended"

/** The finding on one requirement. */
export interface Result {
  /** The id of the requirement, e.g. `close.local`. */
  readonly id: RequirementId
  /** The claim of the requirement, in one sentence. */
  readonly says: string
  /** Where the claim comes from. */
  readonly source: string
  /** Whether the requirement was met, and what that means for the run. */
  readonly outcome: Outcome
  /** What went wrong or is missing. Empty if the requirement passed. */
  readonly detail: string
  /** How long the requirement took, in milliseconds. */
  readonly ms: number
}

/** The report as plain data. `JSON.stringify` makes the JSON report. */
export interface Report {
  /** The name of the adapter. */
  readonly adapter: string
  /** Nothing failed, and nothing declared as a known failure passed. */
  readonly passed: boolean
  /** How many requirements have each outcome. */
  readonly counts: Readonly<Record<Outcome, number>>
  /** One finding for each requirement, in the order in which they ran. */
  readonly results: ReadonlyArray<Result>
}

/** Whether an outcome makes the run fail. */
export const isBad = ({ outcome }: Pick<Result, "outcome">): boolean => outcome === "failed" || outcome === "mended"

/** Makes the report of an adapter from its findings. */
export const makeReport = (adapter: string, results: ReadonlyArray<Result>): Report => {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length
  return {
    adapter,
    passed: !results.some(isBad),
    counts: {
      passed: count("passed"),
      failed: count("failed"),
      skipped: count("skipped"),
      "known failure": count("known failure"),
      mended: count("mended")
    },
    results
  }
}

/** Returns the report as text, with one line per requirement, what is wrong below it, and the counts. */
export const toText = ({ adapter, counts, results }: Report): string =>
  [
    adapter,
    ...results.map((result) => {
      const line = `  ${result.outcome.padEnd(13)} ${result.id.padEnd(20)} ${result.says}`
      return result.outcome === "passed" ? line : `${line}\n${" ".repeat(16)}${result.detail}`
    }),
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(", ")
  ].join("\n")
