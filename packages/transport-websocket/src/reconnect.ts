import { type Connection, isTransient, TransportError } from "@antiphon/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

/** When to dial again. */
export interface ReconnectOptions {
  /** Default {@link defaultReconnectSchedule}. When it is done, the last error stands. */
  readonly schedule?: Schedule.Schedule<unknown, TransportError>
  /** A connection that lived this long starts the schedule anew at its end. Default 30 s. */
  readonly settledAfter?: Duration.Input
}

/** Five tries, 500 ms to 8 s apart, give or take a fifth. */
export const defaultReconnectSchedule: Schedule.Schedule<unknown, unknown> = Schedule.exponential("500 millis").pipe(
  Schedule.upTo({ times: 5 }),
  Schedule.jittered
)

/**
 * Runs `use` on a connection, and again on a new one each time the last ended by something that may pass
 * ({@link isTransient}), as the schedule allows; any other failure, and the result, are its own.
 *
 * **What is lost.** A new connection is a new session: the server resumes nothing (protocol section 0). Gone are the
 * session's configuration, the conversation and its item ids, the unanswered audio of the input buffer, the running
 * response with whatever of it had not come, and every event sent just before the end, which may or may not have
 * arrived. Kept is only what `incoming` had delivered. `lost` is the error that ended the last connection (none the
 * first time): whoever gets it must configure the session and replay what it wants remembered.
 */
export const reconnecting = <In, Out, A, E, R>(
  connect: Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope>,
  use: (connection: Connection<In, Out>, lost: Option.Option<TransportError>) => Effect.Effect<A, E, R>,
  options: ReconnectOptions = {}
): Effect.Effect<A, E | TransportError, Exclude<R, Scope.Scope>> =>
  Effect.gen(function* () {
    const settledMs = Duration.toMillis(options.settledAfter ?? "30 seconds")
    const restart = Schedule.toStepWithSleep(options.schedule ?? defaultReconnectSchedule)
    let step = yield* restart
    let lost = Option.none<TransportError>()
    while (true) {
      let wasOpen = false
      let isSettled = false
      const attempt = yield* Effect.gen(function* () {
        const connection = yield* connect
        wasOpen = true
        // A timer, and not two looks at a clock that may be set meanwhile.
        const settle = Effect.sync(() => {
          isSettled = true
        })
        yield* Effect.forkScoped(Effect.delay(settle, settledMs))
        return yield* use(connection, lost)
      }).pipe(Effect.scoped, Effect.result)
      if (Result.isSuccess(attempt)) return attempt.success
      const error = attempt.failure
      if (!(error instanceof TransportError && isTransient(error))) return yield* Effect.fail(error)
      if (wasOpen) lost = Option.some(error)
      if (isSettled) step = yield* restart
      yield* Pull.catchDone(step(error), () => Effect.fail(error))
    }
  })
