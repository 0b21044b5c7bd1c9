/**
 * The tasks of a session, by key, and those that wait for their time. They end with the scope in which they were made.
 * Each session has these from its start, so what waits for its time is no fiber.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Alarm } from "./Alarms.ts"
import type { SessionClock } from "./SessionClock.ts"

/** A part of a session that runs beside it. */
type Task = Effect.Effect<void>

/** Starts a task in a fiber of its own. */
type RunFork = (task: Task) => Fiber.Fiber<void>

/** Tasks by key, of which each replaces the one before. Nothing starts after the end of the scope. */
export class Tasks {
  readonly #clock: SessionClock
  readonly #runFork: RunFork
  #running: Map<string, Fiber.Fiber<void>> | undefined
  /** Tasks that were replaced and have not ended yet. */
  #replaced: Set<Fiber.Fiber<void>> | undefined
  /** The alarms of tasks that wait for their time. */
  readonly #waiting = new Map<string, Alarm>()
  #isOver = false

  constructor(clock: SessionClock, runFork: RunFork) {
    this.#clock = clock
    this.#runFork = runFork
  }

  /** Starts a task in place of the one with the same key. */
  start(key: string, task: Task): Effect.Effect<void> {
    return Effect.sync(() => this.#begin(key, task))
  }

  /** Starts a task at a time (epoch ms), in place of the one with the same key. */
  startAt(key: string, at: number, task: () => Task): Effect.Effect<void> {
    return Effect.sync(() => {
      if (this.#isOver) return
      const before = this.#waiting.get(key)
      if (before !== undefined) this.#clock.clear(before)
      const ring = (): void => {
        this.#waiting.delete(key)
        this.#begin(key, task())
      }
      this.#waiting.set(key, this.#clock.alarm(at, ring))
    })
  }

  /** Interrupts the task of a key without waiting for its end. */
  stop(key: string): Effect.Effect<void> {
    return Effect.sync(() => this.#running?.get(key)?.interruptUnsafe())
  }

  /** Ends all tasks and waits for their end. */
  end(): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.#isOver = true
      for (const alarm of this.#waiting.values()) this.#clock.clear(alarm)
      return Fiber.interruptAll([...(this.#running?.values() ?? []), ...(this.#replaced ?? [])])
    })
  }

  #begin(key: string, task: Task): void {
    if (this.#isOver) return
    const fiber = this.#runFork(Effect.andThen(Effect.yieldNow, task))
    const running = (this.#running ??= new Map())
    const previous = running.get(key)
    // The new task has its place before the end of the one before can start another.
    running.set(key, fiber)
    if (previous !== undefined) {
      this.#replaced = (this.#replaced ?? new Set()).add(previous)
      previous.interruptUnsafe()
    }
    fiber.addObserver(() => {
      if (running.get(key) === fiber) running.delete(key)
      else this.#replaced?.delete(fiber)
    })
  }
}

/** Makes an empty set of tasks. */
export const makeTasks = (clock: SessionClock): Effect.Effect<Tasks, never, Scope.Scope> =>
  Effect.contextWith((context) => {
    const tasks = new Tasks(clock, Effect.runForkWith(context))
    return Effect.as(
      Effect.addFinalizer(() => tasks.end()),
      tasks
    )
  })
