/** Runs the handler of client delegation, and answers for it. */
import * as Effect from "effect/Effect"
import type { LiveError } from "../LiveError.ts"
import type { LiveOptions, LiveWork } from "../LiveSession.ts"
import type { LiveAnswer } from "../machine/LiveMachine.ts"

/** The delegations that may run at once. */
const maxRunning = 32

/** Makes the append of a kind, with the delegation's id. */
export type Answers = (
  kind: "instructions" | "thinking" | "commentary"
) => (content: string) => Effect.Effect<LiveAnswer, LiveError>

/** Runs the handler. It never fails, because the model says what went wrong. A refused answer is an event of the session. */
export const runWork = (
  work: Pick<LiveWork, "id" | "offsetMs" | "turns">,
  { delegate, delegateTimeout = "60 seconds" }: LiveOptions,
  { answers, running }: { readonly answers: Answers; readonly running: number }
): Effect.Effect<void> => {
  const commentary = answers("commentary")
  if (delegate === undefined) return Effect.void
  if (running > maxRunning) return Effect.ignore(commentary("Too much work is in progress. Ask again later."))
  const whole: LiveWork = {
    ...work,
    instructions: answers("instructions"),
    thinking: answers("thinking"),
    commentary
  }
  return Effect.suspend(() => delegate(whole)).pipe(
    Effect.timeoutOrElse({
      duration: delegateTimeout,
      orElse: () => Effect.fail({ message: "it did not end in time" })
    }),
    Effect.catch(({ message }) => Effect.succeed(`The work could not be done: ${message}.`)),
    Effect.catchDefect(() => Effect.succeed("The work could not be done.")),
    Effect.flatMap((text) => (typeof text === "string" && text !== "" ? commentary(text) : Effect.void)),
    Effect.ignore
  )
}
