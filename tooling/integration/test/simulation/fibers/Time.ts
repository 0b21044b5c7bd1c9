/**
 * Time that passes only when nothing else can happen. It goes from one timer to the next, each time after everything that
 * could run has run, including what a promise wakes.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Scheduler from "effect/Scheduler"

interface Timer {
  /** ms */
  readonly at: number
  readonly wake: () => void
}

/** Least time that a timer takes, ms. Without it a timer that is armed again and again would stop all time. */
const leastMs = 0.25

/**
 * A clock that stands until it is set, and its sleepers in the order in which they wake. `early` says how many ms too
 * early each timer fires, below 1. Like those of a machine it shows whole milliseconds, so an early timer can find that
 * its time has not come.
 */
const makeClock = (early: () => number) => {
  let now = 0
  /** Timers that are due together fire in the order in which they were armed, as those of a machine do. */
  const earliness = new Map<number, number>()
  const whole = (): number => Math.floor(now)
  const timers: Array<Timer> = []
  const nanos = (): bigint => BigInt(Math.round(now * 1e6))
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: whole,
    currentTimeMillis: Effect.sync(whole),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.callback((resume) => {
        const ms = Duration.toMillis(duration)
        const due = now + ms
        const ahead = earliness.get(due) ?? early()
        earliness.set(due, ahead)
        const timer = { at: now + Math.max(ms - ahead, Math.min(ms, leastMs)), wake: () => resume(Effect.void) }
        const behind = timers.findLastIndex(({ at }) => at <= timer.at)
        timers.splice(behind + 1, 0, timer)
        return Effect.sync(() => {
          const at = timers.indexOf(timer)
          if (at !== -1) timers.splice(at, 1)
        })
      })
  }
  return { clock, timers, set: (at: number): void => void (now = at) }
}

/** What was left running and waiting when a program had ended. */
export interface Left {
  readonly fibers: number
  readonly timers: number
}

/**
 * Runs a program to its end in its own time, and `afterMs` beyond. If it waits for something that will never come, it is
 * interrupted.
 */
export const inItsOwnTime = async <A>(
  program: Effect.Effect<A>,
  afterMs: number,
  early: () => number = () => 0
): Promise<{ readonly exit: Exit.Exit<A>; readonly left: Left }> => {
  const { clock, set, timers } = makeClock(early)
  const due: Array<() => void> = []
  let fibers = 0

  const scheduler = new Scheduler.MixedScheduler("async", (task) => {
    due.push(task)
    return () => void due.splice(due.indexOf(task), 1)
  })
  const inside = Context.make(Scheduler.Scheduler, scheduler).pipe(
    Context.add(Clock.Clock, clock),
    Context.add(Metric.FiberRuntimeMetrics, {
      recordFiberStart: () => void (fibers += 1),
      recordFiberEnd: () => void (fibers -= 1)
    })
  )
  const run = (): void => {
    for (let task = due.shift(); task !== undefined; task = due.shift()) task()
  }
  /** Runs what can run now. */
  const settle = async (): Promise<void> => {
    do {
      run()
      await new Promise((resume) => setImmediate(resume))
    } while (due.length > 0)
  }
  /** Wakes the sleepers whose time has come by then, one after the other. */
  const until = async (at: number): Promise<void> => {
    set(at)
    for (let [first] = timers; first !== undefined && first.at <= at; [first] = timers) {
      timers.shift()
      first.wake()
      run()
    }
    await settle()
  }

  const fiber = Effect.runForkWith(inside)(program)
  await settle()
  for (let [next] = timers; fiber.pollUnsafe() === undefined && next !== undefined; [next] = timers)
    await until(next.at)
  if (fiber.pollUnsafe() === undefined) fiber.interruptUnsafe()
  await settle()
  await until(clock.currentTimeMillisUnsafe() + afterMs)
  const exit = fiber.pollUnsafe() ?? Exit.die(new Error("it does not end, and waits for nothing"))
  return { exit, left: { fibers, timers: timers.length } }
}
