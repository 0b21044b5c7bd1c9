/**
 * Runs a machine. A lock makes its steps one after another, whether the client, the clock or the engine has an input. All
 * decisions are the machine's. The runner ends with the scope in which it was made, and takes its tasks with it.
 */
import type { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import { Lock } from "./Lock.ts"
import type { SessionClock } from "./SessionClock.ts"
import { makeTasks, type Tasks } from "./Tasks.ts"

/** An input without what the runner adds to it. */
export type Untimed<I> = I extends unknown ? Omit<I, "now" | "roomBytes"> : never

/** A protocol as a pure function, and how its outputs are performed. */
export interface RunnerOptions<State, In, Out> {
  /** The time of the inputs. */
  readonly clock: SessionClock
  /** The state after the start. */
  readonly initial: State
  /** Takes one step. A pure function. */
  readonly step: (
    state: State,
    input: In,
    now: number
  ) => { readonly state: State; readonly outputs: ReadonlyArray<Out> }
  /** Performs one output inside the lock. Must not wait for the engine. */
  readonly perform: (output: Out) => Effect.Effect<void, TransportError>
  /**
   * Makes the source of an input wait for what is overloaded. Runs outside the lock, after all outputs of the step. Must
   * return `Effect.void` itself for an output that overloads nothing.
   */
  readonly applyBackpressure: (output: Out) => Effect.Effect<void>
}

/** A machine that runs. All functions may be called from any fiber. */
export interface SessionRunner<In, Out> {
  /** Takes one step and performs its outputs. */
  readonly dispatch: (input: In) => Effect.Effect<void, TransportError>
  /** Performs the outputs of the start. */
  readonly perform: (outputs: ReadonlyArray<Out>) => Effect.Effect<void, TransportError>
  /** Takes one step and leaves its outputs to the caller. Call it only inside the lock. */
  readonly step: (input: In) => Effect.Effect<ReadonlyArray<Out>>
  /** Runs an effect inside the lock, and to its end. */
  readonly locked: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
  /** Starts a task in place of the one with the same key. An end of the connection only ends the task. */
  readonly start: (key: string, task: Effect.Effect<void, TransportError>) => Effect.Effect<void>
  /** Starts a task at a time (epoch ms), in place of the one with the same key. */
  readonly startAt: Tasks["startAt"]
  /** Interrupts the task of a key without waiting for its end. */
  readonly stop: (key: string) => Effect.Effect<void>
  /** Dispatches an input at a time (epoch ms), in place of the one with the same key. */
  readonly wake: (key: string, at: number, input: In) => Effect.Effect<void>
}

/** How to run an effect as interruptible as the caller was. */
type Restore = <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>

/** Makes the runner of one session. Call `perform` with the outputs of the start before the first `dispatch`. */
export const makeSessionRunner = Effect.fnUntraced(function* <State, In, Out>(
  options: RunnerOptions<State, In, Out>
): Effect.fn.Return<SessionRunner<In, Out>, never, Scope.Scope> {
  const lock = new Lock()
  const tasks = yield* makeTasks(options.clock)
  let state = options.initial

  const step = (input: In): ReadonlyArray<Out> => {
    const next = options.step(state, input, options.clock.now())
    state = next.state
    return next.outputs
  }

  const release = () => {
    lock.release()
    return undefined
  }
  /** Runs what `make` returns, and passes the lock on. Most steps have nothing to perform, and need no frame for that. */
  const held = <A, E>(make: () => Effect.Effect<A, E>): Effect.Effect<A, E> => {
    let effect: Effect.Effect<A, E>
    try {
      effect = make()
    } catch (defect) {
      effect = Effect.die(defect)
    }
    if (!Exit.isExit(effect)) return Effect.onExitPrimitive(effect, release)
    lock.release()
    return effect
  }

  const withLock = <A, E>(run: (restore: Restore) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.uninterruptibleMask((restore) =>
      lock.take() ? run(restore) : Effect.flatMap(restore(lock.wait()), () => run(restore))
    )

  const taken = (input: In, restore: Restore): Effect.Effect<void, TransportError> => {
    let outputs: ReadonlyArray<Out> = []
    const performed = held(() => {
      outputs = step(input)
      return inTurn(outputs, options.perform)
    })
    const pressures = outputs.map(options.applyBackpressure).filter((pressure) => pressure !== Effect.void)
    if (pressures.length === 0) return performed
    const pressed = restore(inTurn(pressures, (pressure) => pressure))
    return performed === Effect.void ? pressed : Effect.andThen(performed, pressed)
  }

  const dispatch = (input: In) => withLock((restore) => taken(input, restore))

  const start = (key: string, task: Effect.Effect<void, TransportError>) => tasks.start(key, Effect.ignore(task))

  return {
    dispatch,
    perform: (outputs) => withLock((restore) => held(() => restore(inTurn(outputs, options.perform)))),
    step: (input) => Effect.sync(() => step(input)),
    locked: (effect) => withLock(() => held(() => effect)),
    start,
    startAt: (key, at, task) => tasks.startAt(key, at, task),
    stop: (key) => tasks.stop(key),
    wake: (key, at, input) => tasks.startAt(key, at, () => Effect.ignore(dispatch(input)))
  }
})

/** Runs an effect for each element, one after another. Most steps have one output or none, which need no loop. */
const inTurn = <A, E>(
  elements: ReadonlyArray<A>,
  run: (element: A) => Effect.Effect<void, E>
): Effect.Effect<void, E> => {
  const [only] = elements
  if (only === undefined) return Effect.void
  return elements.length === 1 ? run(only) : Effect.forEach(elements, run, { discard: true })
}
