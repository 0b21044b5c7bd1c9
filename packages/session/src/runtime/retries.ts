/**
 * When a session that lost its connection tries again. Waits double up to 30 s and are drawn at random, so that the sessions
 * that lost one server do not come back in step.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"

export interface RetryOptions {
  /**
   * How long a session tries to come back after a loss. Defaults to 5 min. The first try comes at once. Each further wait is
   * drawn at random up to a longest wait, which doubles from 0.5 s to 30 s. The first three waits are at least 60 % of it, the
   * others at least 20 %.
   */
  readonly patience?: Duration.Input
  /** The waits before further tries, in place of those of `patience`. The session ends when the schedule does. */
  readonly retry?: Schedule.Schedule<unknown>
}

export interface Retries {
  /** How long to wait before the next try, in ms, or `undefined` if there is none. */
  readonly next: Effect.Effect<number | undefined>
  /** The next loss is the first. */
  readonly reset: () => void
}

const firstMs = 500
const longestMs = 30_000
/** Tries whose waits are short by themselves. */
const shortTries = 3

/** `elapsed` is in ms on a clock that is never set. */
export const makeRetries = ({ patience, retry }: RetryOptions, elapsed: () => number): Retries => {
  const patienceMs = Duration.toMillis(Duration.fromInputUnsafe(patience ?? "5 minutes"))
  let tries = 0
  let since: number | undefined
  let scheduled = retry === undefined ? undefined : Effect.runSync(Schedule.toStep(retry))
  const drawn = Effect.suspend(() => {
    since ??= elapsed()
    if (elapsed() - since >= patienceMs) return Effect.succeed(undefined)
    const most = Math.min(firstMs * 2 ** (tries - 1), longestMs)
    const least = tries > shortTries ? 0.2 : 0.6
    return Effect.map(Random.nextBetween(most * least, most), Math.ceil)
  })
  return {
    next: Effect.suspend(() => {
      tries += 1
      return scheduled === undefined ? drawn : waitOf(scheduled(elapsed(), undefined))
    }),
    reset: () => {
      tries = 0
      since = undefined
      scheduled = retry === undefined ? undefined : Effect.runSync(Schedule.toStep(retry))
    }
  }
}

/** The wait of one step of a schedule, or `undefined` if it has ended. */
const waitOf = (step: Pull.Pull<[unknown, Duration.Duration], never, unknown>): Effect.Effect<number | undefined> =>
  Pull.matchEffect(step, {
    onSuccess: ([, wait]) => Effect.succeed(Duration.toMillis(wait)),
    onFailure: () => Effect.succeed(undefined),
    onDone: () => Effect.succeed(undefined)
  })
