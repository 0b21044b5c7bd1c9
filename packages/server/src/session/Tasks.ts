/**
 * The tasks of a session, by key, and those that wait for their time. They end with the scope in which they were made.
 * Each session has these from its start, so what waits for its time is no fiber.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { SessionClock } from "./SessionClock.ts"

/** A part of a session that runs beside it. */
type Task = Effect.Effect<void>

/** Tasks by key, of which each replaces the one before. */
export interface Tasks {
  /** Starts a task in place of the one with the same key. */
  readonly start: (key: string, task: Task) => Effect.Effect<void>
  /** Starts a task at a time (epoch ms), in place of the one with the same key. */
  readonly startAt: (key: string, at: number, task: () => Task) => Effect.Effect<void>
  /** Interrupts the task of a key without waiting for its end. */
  readonly stop: (key: string) => Effect.Effect<void>
}

/** Makes an empty set of tasks. Nothing starts after the end of the scope. */
export const makeTasks = (clock: SessionClock): Effect.Effect<Tasks, never, Scope.Scope> =>
  Effect.contextWith((context) => {
    const runFork = Effect.runForkWith(context)
    let running: Map<string, Fiber.Fiber<void>> | undefined
    /** Tasks that were replaced and have not ended yet. */
    let replaced: Set<Fiber.Fiber<void>> | undefined
    /** Clears the alarms of tasks that wait for their time. */
    const waiting = new Map<string, () => void>()
    let isOver = false

    const start = (key: string, task: Task): void => {
      if (isOver) return
      const fiber = runFork(Effect.andThen(Effect.yieldNow, task))
      const own = (running ??= new Map())
      const previous = own.get(key)
      // The new task has its place before the end of the one before can start another.
      own.set(key, fiber)
      if (previous !== undefined) {
        replaced = (replaced ?? new Set()).add(previous)
        previous.interruptUnsafe()
      }
      fiber.addObserver(() => {
        if (own.get(key) === fiber) own.delete(key)
        else replaced?.delete(fiber)
      })
    }
    const startAt = (key: string, at: number, task: () => Task): void => {
      if (isOver) return
      waiting.get(key)?.()
      const ring = (): void => {
        waiting.delete(key)
        start(key, task())
      }
      waiting.set(key, clock.alarm(at, ring))
    }
    const end = Effect.suspend(() => {
      isOver = true
      for (const clear of waiting.values()) clear()
      return Fiber.interruptAll([...(running?.values() ?? []), ...(replaced ?? [])])
    })
    const tasks: Tasks = {
      start: (key, task) => Effect.sync(() => start(key, task)),
      startAt: (key, at, task) => Effect.sync(() => startAt(key, at, task)),
      stop: (key) => Effect.sync(() => running?.get(key)?.interruptUnsafe())
    }
    return Effect.as(
      Effect.addFinalizer(() => end),
      tasks
    )
  })
