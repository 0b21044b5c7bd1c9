/** The requirements of a dialect, as a program. */
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { callRequirements } from "./calls.ts"
import { frameRequirements } from "./frames.ts"
import type { DialectSubject, Requirement, Violation } from "./Subject.ts"

/** Every requirement, in the order in which they are checked. */
export const requirements: ReadonlyArray<Requirement> = [...frameRequirements, ...callRequirements]

export interface Verdict {
  readonly id: string
  readonly statement: string
  /** What is wrong, or `undefined` if the requirement is met. */
  readonly violation: Violation | undefined
}

/** Checks one requirement on a clock of its own. What a dialect throws is a violation. */
export const check = (requirement: Requirement, subject: DialectSubject): Effect.Effect<Verdict> =>
  Effect.suspend(() => requirement.check(subject)).pipe(
    Effect.catchDefect((defect) => Effect.succeed(`it throws ${String(defect)}`)),
    Effect.provide(TestClock.layer()),
    Effect.map((violation) => ({ id: requirement.id, statement: requirement.statement, violation }))
  )

/** Checks all requirements. Needs no test runner. */
export const run = (subject: DialectSubject): Effect.Effect<ReadonlyArray<Verdict>> =>
  Effect.forEach(requirements, (requirement) => check(requirement, subject))

/** Checks all requirements, and rejects with a list of those that are not met. */
export const prove = async (subject: DialectSubject): Promise<void> => {
  const verdicts = await Effect.runPromise(run(subject))
  const wrong = verdicts.filter(({ violation }) => violation !== undefined)
  if (wrong.length > 0) {
    const lines = wrong.map(({ id, violation }) => `${id}: ${violation}`)
    throw new Error(`${subject.dialect.name} does not meet ${wrong.length} requirements.\n${lines.join("\n")}`)
  }
}
