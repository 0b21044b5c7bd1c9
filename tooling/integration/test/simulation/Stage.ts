/** The stage of a story. It holds the story's parts, and the book that records everything as it happens. */
import type { ServerEvent } from "@antiphon/core"
import type { SessionError } from "@antiphon/session"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { type Ear, makeEar } from "./Ear.ts"
import { makeNames, type Names } from "./Manners.ts"
import { makeModel, type Model } from "./model.ts"
import { type Numbers, numbers } from "./Numbers.ts"
import { type Oddity, odd } from "./Oddities.ts"
import type { Parts } from "./Parts.ts"
import { type Plan, plan } from "./Plan.ts"
import type { Command, Entry, Link, Outcome } from "./Story.ts"

type Told = Entry extends infer E ? (E extends Entry ? Omit<E, "at"> : never) : never

export interface Stage {
  readonly seed: number
  readonly numbers: Numbers
  /** The time that passes, whatever clocks show. */
  readonly clock: Clock.Clock
  readonly names: Names
  readonly plan: Plan
  readonly parts: Parts
  readonly model: Model
  readonly ear: Ear
  readonly scope: Scope.Scope
  readonly trace: ReadonlyArray<Entry>
  /** Writes down what happens, with the time. */
  readonly tell: <E extends Told>(entry: E) => E & { readonly at: number }
  readonly links: Array<Link>
  readonly commands: ReadonlyArray<Command>
  readonly runs: Map<string, number>
  readonly regressions: Array<string>
  readonly toldErrors: Array<ServerEvent>
  readonly defects: Array<unknown>
  /** Whether nothing befalls a connection that is opened from now on. */
  calm: boolean
  /** Begins a command over a link, which may take `limitMs`, and writes down what it comes to. */
  readonly begin: (
    link: Link,
    name: string,
    limitMs: number,
    command: Effect.Effect<unknown, SessionError>
  ) => Effect.Effect<void>
  /** Takes back one of the commands that run. */
  readonly takeBack: Effect.Effect<void>
}

export const makeStage = Effect.fnUntraced(function* (
  seed: number,
  parts: Parts,
  oddities: ReadonlySet<Oddity>
): Effect.fn.Return<Stage, never, Scope.Scope> {
  const random = numbers(seed)
  const decided = plan(random, odd(seed, oddities))
  const clock = yield* Clock.Clock
  const scope = yield* Effect.scope
  const trace: Array<Entry> = []
  const commands: Array<Command> = []
  const running = new Map<Command, Fiber.Fiber<void>>()

  const tell: Stage["tell"] = (entry) => {
    const told = { ...entry, at: clock.currentTimeMillisUnsafe() }
    trace.push(told)
    return told
  }

  const begin: Stage["begin"] = Effect.fnUntraced(function* (link, name, limitMs, effect) {
    const command: Command = {
      n: commands.length + 1,
      name,
      limitMs,
      link: link.n,
      beganAt: clock.currentTimeMillisUnsafe(),
      settledAt: undefined,
      outcome: undefined
    }
    commands.push(command)
    tell({ _tag: "Began", command })
    const watched = Effect.map(Effect.exit(Effect.interruptible(effect)), (exit) => {
      command.settledAt = clock.currentTimeMillisUnsafe()
      command.outcome = outcomeOf(exit)
      running.delete(command)
      tell({ _tag: "Settled", command })
    })
    const fiber = yield* Effect.forkIn(Effect.uninterruptible(watched), scope, { startImmediately: true })
    if (command.outcome === undefined) running.set(command, fiber)
  })

  return {
    seed,
    numbers: random,
    clock,
    names: makeNames(),
    plan: decided,
    parts,
    model: makeModel(numbers(seed + 0x5eed), decided),
    ear: yield* makeEar(decided),
    scope,
    trace,
    tell,
    links: [],
    commands,
    runs: new Map(),
    regressions: [],
    toldErrors: [],
    defects: [],
    calm: false,
    begin,
    takeBack: Effect.suspend(() => {
      const found = [...running.values()][random.between(0, Math.max(0, running.size - 1))]
      return found === undefined ? Effect.void : Effect.asVoid(Fiber.interrupt(found))
    })
  }
})

const outcomeOf = (exit: Exit.Exit<unknown, SessionError>): Outcome => {
  if (Exit.isSuccess(exit)) return { _tag: "Value" }
  const error = Cause.findErrorOption(exit.cause)
  if (error._tag === "Some") return { _tag: "Failed", error: error.value }
  if (Cause.hasInterruptsOnly(exit.cause)) return { _tag: "Interrupted" }
  return { _tag: "Died", defect: Cause.squash(exit.cause) }
}
