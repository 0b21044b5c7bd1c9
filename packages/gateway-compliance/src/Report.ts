/** The findings of a run, as plain data and as text. */
import type { RequirementId } from "./requirements.ts"

/** The finding on one requirement. */
export interface Result {
  /** The id of the requirement, e.g. `log.fence`. */
  readonly id: RequirementId
  /** The claim, in one sentence. */
  readonly says: string
  readonly passed: boolean
  /** What went wrong. Empty if the requirement is met. */
  readonly detail: string
  /** How long it took, in milliseconds. */
  readonly ms: number
}

/** The report as plain data. */
export interface Report {
  readonly adapter: string
  readonly passed: boolean
  /** In the order in which they ran. */
  readonly results: ReadonlyArray<Result>
}

/** Returns the report as text, with one line per requirement and what is wrong below it. */
export const toText = ({ adapter, results }: Report): string =>
  [
    adapter,
    ...results.map(({ detail, id, passed, says }) => {
      const line = `  ${passed ? "passed" : "failed"}  ${id.padEnd(18)} ${says}`
      return passed ? line : `${line}\n          ${detail}`
    }),
    `${results.filter(({ passed }) => passed).length} of ${results.length} requirements are met`
  ].join("\n")
