/**
 * Time that passes only when nothing else can happen: Effect's test clock, moved from one timer to the next, each time
 * after all that could run has run. What a promise wakes counts too, which the test clock alone does not wait for.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Scheduler from "effect/Scheduler"
import { TestClock } from "effect/testing"

/** What was left running and waiting when a program had ended. */
export interface Left {
  readonly fibers: number
  readonly timers: number
}

/** Runs a program to its end in its own time, and `afterMs` beyond; where it waits for nothing that will come, it is interrupted. */
export const inItsOwnTime = <A>(
  program: Effect.Effect<A>,
  afterMs: number
): Promise<{ readonly exit: Exit.Exit<A>; readonly left: Left }> =>
  Effect.gen(function* () {
    const clock = yield* TestClock.make()
    const due: Array<() => void> = []
    const timers: Array<number> = []
    let fibers = 0

    const scheduler = new Scheduler.MixedScheduler("async", (task) => {
      due.push(task)
      return () => void due.splice(due.indexOf(task), 1)
    })
    const sleep: Clock.Clock["sleep"] = (duration) =>
      Effect.suspend(() => {
        const at = clock.currentTimeMillisUnsafe() + Duration.toMillis(duration)
        return Effect.acquireUseRelease(
          Effect.sync(() => timers.push(at)),
          () => clock.sleep(duration),
          () => Effect.sync(() => timers.splice(timers.indexOf(at), 1))
        )
      })
    const outside = Context.make(Scheduler.Scheduler, scheduler)
    const inside = outside.pipe(
      Context.add(Clock.Clock, { ...clock, sleep }),
      Context.add(Metric.FiberRuntimeMetrics, {
        recordFiberStart: () => void (fibers += 1),
        recordFiberEnd: () => void (fibers -= 1)
      })
    )
    /** Runs what can run now. */
    const settle = async (): Promise<void> => {
      do {
        for (let task = due.shift(); task !== undefined; task = due.shift()) task()
        await new Promise((resume) => setImmediate(resume))
      } while (due.length > 0)
    }
    const until = async (at: number): Promise<void> => {
      Effect.runForkWith(outside)(clock.setTime(at))
      await settle()
    }
    return yield* Effect.promise(async () => {
      const fiber = Effect.runForkWith(inside)(program)
      for (await settle(); fiber.pollUnsafe() === undefined && timers.length > 0;) await until(Math.min(...timers))
      if (fiber.pollUnsafe() === undefined) fiber.interruptUnsafe()
      await settle()
      await until(clock.currentTimeMillisUnsafe() + afterMs)
      const exit = fiber.pollUnsafe() ?? Exit.die(new Error("it does not end, and waits for nothing"))
      return { exit, left: { fibers, timers: timers.length } }
    })
  }).pipe(Effect.scoped, Effect.runPromise)
