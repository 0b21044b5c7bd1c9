/** Who waits for which event. Answers do not name the event they answer; refusals do (protocol section 1.3). */
import type { ErrorDetail, ServerEvent, UnknownEvent } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Quiet } from "./Quiet.ts"
import { NoAnswer, Refused, SessionError, type SessionErrorReason } from "./SessionError.ts"

interface Waiting {
  readonly eventId: string
  /** True where the event is the answer, which is then taken. */
  readonly take: (event: ServerEvent | UnknownEvent) => boolean
  readonly fail: (reason: SessionErrorReason) => void
}

export interface Answers {
  /** Waits for the first event that `match` takes and that nobody before took; `sending` runs once the wait is set up. */
  readonly of: <A>(
    command: string,
    eventId: string,
    match: (event: ServerEvent | UnknownEvent) => A | undefined,
    sending: Effect.Effect<void, SessionError>
  ) => Effect.Effect<A, SessionError>
  /** An event came: the one who waits for it has it. */
  readonly offer: (event: ServerEvent | UnknownEvent) => void
  /** A refusal came. True where somebody waited for it. */
  readonly refuse: (error: ErrorDetail) => boolean
  /** Nothing more will come. */
  readonly end: (reason: SessionErrorReason) => void
}

export const makeAnswers = (deadline: Duration.Duration, quiet: Quiet): Answers => {
  const waiting = new Set<Waiting>()
  let ended: SessionErrorReason | undefined
  return {
    of: (command, eventId, match, sending) =>
      Effect.suspend(() => {
        const answer = Deferred.makeUnsafe<NonNullable<ReturnType<typeof match>>, SessionError>()
        const fail = (reason: SessionErrorReason): void =>
          quiet.after(() => Deferred.doneUnsafe(answer, Effect.fail(new SessionError({ command, reason }))))
        const mine: Waiting = {
          eventId,
          fail,
          take: (event) => {
            const found = match(event)
            if (found === undefined || found === null) return false
            quiet.after(() => Deferred.doneUnsafe(answer, Effect.succeed(found)))
            return true
          }
        }
        waiting.add(mine)
        if (ended !== undefined) fail(ended)
        return Effect.andThen(sending, Deferred.await(answer)).pipe(
          Effect.timeoutOrElse({
            duration: deadline,
            orElse: () =>
              Effect.fail(new SessionError({ command, reason: new NoAnswer({ afterMs: Duration.toMillis(deadline) }) }))
          }),
          Effect.ensuring(Effect.sync(() => waiting.delete(mine)))
        )
      }),
    offer: (event) => {
      for (const each of waiting) {
        if (!each.take(event)) continue
        waiting.delete(each)
        return
      }
    },
    refuse: (error) => {
      const found = [...waiting].find(({ eventId }) => eventId === error.event_id)
      if (found === undefined) return false
      waiting.delete(found)
      found.fail(new Refused({ error }))
      return true
    },
    end: (reason) => {
      ended = reason
      for (const each of waiting) each.fail(reason)
      waiting.clear()
    }
  }
}
