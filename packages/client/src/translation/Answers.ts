/** The answers that a translation session waits for. They are the greeting, and one for each `session.update`. */
import type { ErrorDetail } from "@antiphon/core/shapes"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { fromServer, type RealtimeError } from "../RealtimeError.ts"
import type { TranslationConfig } from "./TranslationSession.ts"

type Answer = Deferred.Deferred<TranslationConfig, RealtimeError>

export interface Answers {
  readonly greeting: Effect.Effect<TranslationConfig, RealtimeError>
  readonly greet: (config: TranslationConfig) => void
  /** Fails the greeting, if it did not come yet. */
  readonly failGreeting: (error: RealtimeError) => void
  /** Sends a `session.update` under an id of its own, and waits for its answer. */
  readonly ask: (
    send: (eventId: string) => Effect.Effect<void, RealtimeError>
  ) => Effect.Effect<TranslationConfig, RealtimeError>
  /** A `session.updated` names no command, so it answers the oldest one. */
  readonly answerOldest: (config: TranslationConfig) => void
  /** Fails the command that the error names. Returns false if it names none. */
  readonly refuse: (error: ErrorDetail) => boolean
  /** Fails everything that still waits. */
  readonly end: (why: RealtimeError) => void
}

export const refusalOf = (error: ErrorDetail): RealtimeError =>
  fromServer("refused", `the server refused: ${error.message}`, { error })

export const makeAnswers = (): Answers => {
  const greeted: Answer = Deferred.makeUnsafe()
  const waiting = new Map<string, Answer>()
  let serial = 0

  const take = (eventId: string | undefined): Answer | undefined => {
    const answer = waiting.get(eventId ?? "")
    waiting.delete(eventId ?? "")
    return answer
  }

  return {
    greeting: Deferred.await(greeted),
    greet: (config) => void Deferred.doneUnsafe(greeted, Effect.succeed(config)),
    failGreeting: (error) => void Deferred.doneUnsafe(greeted, Effect.fail(error)),
    ask: (send) =>
      Effect.suspend(() => {
        const eventId = `configure_${(serial += 1)}`
        const answer: Answer = Deferred.makeUnsafe()
        waiting.set(eventId, answer)
        return Effect.ensuring(
          Effect.andThen(send(eventId), Deferred.await(answer)),
          Effect.sync(() => waiting.delete(eventId))
        )
      }),
    answerOldest: (config) => {
      const answer = take([...waiting.keys()][0])
      if (answer !== undefined) Deferred.doneUnsafe(answer, Effect.succeed(config))
    },
    refuse: (error) => {
      const answer = take(error.event_id ?? undefined)
      return answer !== undefined && Deferred.doneUnsafe(answer, Effect.fail(refusalOf(error)))
    },
    end: (why) => {
      for (const each of [greeted, ...waiting.values()]) Deferred.doneUnsafe(each, Effect.fail(why))
    }
  }
}
