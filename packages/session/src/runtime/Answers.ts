/** Who waits for which event. Answers do not name the event they answer; refusals do (protocol section 1.3). */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { OpenCommand } from "../machine/OpenCommand.ts"
import type { Doubt } from "./Doubt.ts"
import type { Quiet } from "./Quiet.ts"
import { NoAnswer, Refused, SessionError, type SessionErrorReason } from "../SessionError.ts"

interface Waiting extends OpenCommand {
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
  /** As `of`, for what was sent already, and as long as it takes. */
  readonly expect: <A>(
    command: string,
    eventId: string,
    match: (event: ServerEvent | UnknownEvent) => A | undefined
  ) => Effect.Effect<A, SessionError>
  /** The commands that wait. */
  readonly open: () => ReadonlyArray<OpenCommand>
  /** Fails the command of an event. */
  readonly fail: (eventId: string, reason: SessionErrorReason) => void
  /** An event came: the one who waits for it has it. */
  readonly offer: (event: ServerEvent | UnknownEvent) => void
  /** A refusal came. True where somebody waited for it. */
  readonly refuse: (error: ErrorDetail) => boolean
  /** Nothing more will come. */
  readonly end: (reason: SessionErrorReason) => void
}

export const makeAnswers = (deadline: Duration.Duration, quiet: Quiet, doubt: Doubt): Answers => {
  const waiting = new Map<string, Waiting>()
  let ended: SessionErrorReason | undefined

  const whenSent = <A>(
    command: string,
    eventId: string,
    match: (event: ServerEvent | UnknownEvent) => A | undefined,
    use: (answer: Effect.Effect<A, SessionError>) => Effect.Effect<A, SessionError>
  ): Effect.Effect<A, SessionError> =>
    Effect.suspend(() => {
      const answer = Deferred.makeUnsafe<A, SessionError>()
      const fail = (reason: SessionErrorReason): void =>
        quiet.after(() => Deferred.doneUnsafe(answer, Effect.fail(new SessionError({ command, reason }))))
      const mine: Waiting = {
        command,
        eventId,
        fail,
        take: (event) => {
          const found = match(event)
          if (found === undefined) return false
          quiet.after(() => Deferred.doneUnsafe(answer, Effect.succeed(found)))
          return true
        }
      }
      waiting.set(eventId, mine)
      if (ended !== undefined) fail(ended)
      return Effect.ensuring(
        use(Deferred.await(answer)),
        Effect.sync(() => waiting.delete(eventId))
      )
    })
  const take = (eventId: string): Waiting | undefined => {
    const found = waiting.get(eventId)
    waiting.delete(eventId)
    return found
  }

  return {
    of: (command, eventId, match, sending) =>
      whenSent(command, eventId, match, (answer) =>
        Effect.suspend(() => {
          const mark = doubt.mark()
          return Effect.timeoutOrElse(Effect.andThen(sending, answer), {
            duration: deadline,
            orElse: () => {
              doubt.unanswered(mark)
              return new SessionError({ command, reason: new NoAnswer({ afterMs: Duration.toMillis(deadline) }) })
            }
          })
        })
      ),
    expect: (command, eventId, match) => whenSent(command, eventId, match, (answer) => answer),
    open: () => [...waiting.values()],
    fail: (eventId, reason) => take(eventId)?.fail(reason),
    offer: (event) => {
      for (const each of waiting.values()) {
        if (!each.take(event)) continue
        waiting.delete(each.eventId)
        return
      }
    },
    refuse: (error) => {
      const found = take(error.event_id ?? "")
      if (found === undefined) return false
      found.fail(new Refused({ error }))
      return true
    },
    end: (reason) => {
      ended = reason
      for (const each of waiting.values()) each.fail(reason)
      waiting.clear()
    }
  }
}
