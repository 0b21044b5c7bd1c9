/** Runs the requirements on an adapter, without a test runner. It also runs in a page of a browser. */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import type { Adapter, Patience, Setup } from "./Adapter.ts"
import { type Bench, type Body, Deadline, within } from "./Bench.ts"
import { bodies } from "./allBodies.ts"
import { givenBy, has, missing } from "./Need.ts"
import { codec, frames } from "./Note.ts"
import { makeReport, type Outcome, type Report, type Result } from "./Report.ts"
import { type NeedsOf, type RequirementId, requirementIds, requirements } from "./requirements.ts"
import { type Violation, violation } from "./Violation.ts"

/**
 * Runs every requirement, one after the other, on connections of their own. Never fails. The failures are in the
 * report.
 */
export const run = (adapter: Adapter): Effect.Effect<Report> =>
  Effect.map(
    Effect.forEach(requirementIds, (id) => verify(adapter, id)),
    (results) => makeReport(adapter.name, results)
  )

/** Runs one requirement. */
export const verify = (adapter: Adapter, id: RequirementId): Effect.Effect<Result> =>
  Effect.gen(function* () {
    const deadline = Duration.fromInputUnsafe(adapter.deadline ?? "10 seconds")
    const progress: Progress = { closing: "the end under test" }
    const started = yield* Clock.currentTimeMillis
    const exit = yield* Effect.exit(
      Effect.provideService(isolated(progress, attempt(adapter, id, progress)), Deadline, deadline)
    )
    const ms = (yield* Clock.currentTimeMillis) - started
    const { says, source } = requirements[id]
    return { id, says, source, ms, ...judged(exit, adapter.knownFailures?.[id]) }
  })

/** Met, or skipped with the reason. */
type Attempt = "met" | { readonly skipped: string }

/** The outcome and its detail. A declared failure must fail, and counts as mended if it passes. */
const judged = (
  exit: Exit.Exit<Attempt, unknown>,
  knownFailure: string | undefined
): { readonly outcome: Outcome; readonly detail: string } => {
  if (Exit.isFailure(exit)) {
    return knownFailure === undefined
      ? { outcome: "failed", detail: describe(exit.cause) }
      : { outcome: "known failure", detail: knownFailure }
  }
  if (exit.value !== "met") return { outcome: "skipped", detail: exit.value.skipped }
  return knownFailure === undefined
    ? { outcome: "passed", detail: "" }
    : { outcome: "mended", detail: `it is met: take it off the known failures (${knownFailure})` }
}

const describe = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (!(error instanceof Error)) return String(error)
  return "_tag" in error && error._tag === "Violation" ? error.message : `${error.name}: ${error.message}`
}

const needsById: { readonly [Id in RequirementId]: { readonly needs: ReadonlyArray<NeedsOf<Id>> } } = requirements

/** Opens a connection and runs the body on it, unless a need of the requirement is missing. */
const attempt = <Id extends RequirementId>(
  adapter: Adapter,
  id: Id,
  progress: Progress
): Effect.Effect<Attempt, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const { capabilities: declared } = adapter
    const deadline = yield* Effect.service(Deadline)
    const bounds = setupFor(id, declared.maxEventBytes, deadline)
    // A requirement about the opening deadline stages its own opening. The connection beside it may take its time.
    const patient = patienceFor(undefined, deadline).open
    const setup: Setup = { ...bounds, peerScope: yield* Effect.scope }
    const closePeer = (scope: Scope.Closeable) =>
      Effect.suspend(() => {
        progress.closing = "the peer"
        return Effect.onExit(Scope.close(scope, Exit.void), () =>
          Effect.sync(() => {
            progress.closing = "the end under test"
          })
        )
      })
    // The peer's scope is there first, so it closes after what is opened.
    const open = Effect.flatMap(Effect.acquireRelease(Scope.make(), closePeer), (peerScope) =>
      adapter.open({ ...setup, patience: { ...setup.patience, open: patient }, peerScope })
    )
    const ends = yield* within("a connection to open", open)
    const given = givenBy(adapter, ends)
    const { needs } = needsById[id]
    if (!has(given, needs)) {
      return {
        skipped: needs
          .filter((need) => given[need] === undefined)
          .map((need) => missing[need])
          .join("; ")
      }
    }
    const bench: Bench = { ...ends, setup, declared, open }
    const body: Body<NeedsOf<Id>> = bodies[id]
    yield* body({ ...bench, ...given })
    return "met"
  })

/** The deadline that a requirement is about. */
const about: Partial<Record<RequirementId, keyof Patience>> = {
  "open.timeout": "open",
  "pressure.wake": "close",
  "dead.noticed": "dead",
  "dead.close": "close",
  "dead.drop": "dead"
}

/** The deadlines of the end under test. Only the one that the requirement is about is short. */
const patienceFor = (id: RequirementId | undefined, deadline: Duration.Duration): Patience => {
  const [short, long] = [Duration.times(deadline, 0.1), Duration.times(deadline, 4)]
  const whole: Patience = { open: long, close: long, dead: long }
  const only = id === undefined ? undefined : about[id]
  return only === undefined ? whole : { ...whole, [only]: short }
}

/** Bounds small enough to be reached quickly, and large enough for the largest event. */
const setupFor = (id: RequirementId, maxEventBytes: number, deadline: Duration.Duration): Omit<Setup, "peerScope"> => ({
  codec,
  frames,
  inbox: { maxEvents: 4096, maxBytes: Math.max(1024 * 1024, 4 * maxEventBytes) },
  highWaterBytes: 64 * 1024,
  patience: patienceFor(id, deadline)
})

/** The end whose scope is closing, for the message of a failure. */
interface Progress {
  closing: "the end under test" | "the peer"
}

/** Runs `effect` so that it cannot hold up the suite, neither by hanging nor by a scope that does not close. */
const isolated = <A>(progress: Progress, effect: Effect.Effect<A, unknown, Scope.Scope>): Effect.Effect<A, unknown> =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    // Longer than the deadlines that a peer has by default.
    const closeDeadline = Duration.times(yield* Effect.service(Deadline), 3)
    const working = yield* Effect.forkDetach(Scope.provide(effect, scope))
    const exit = yield* Effect.exit(overall("the requirement to be tested", Fiber.join(working)))
    const closing = yield* Effect.forkDetach(Effect.andThen(Fiber.interrupt(working), Scope.close(scope, Exit.void)))
    const closed = yield* Effect.exit(
      Effect.timeoutOrElse(Fiber.join(closing), {
        duration: closeDeadline,
        orElse: () =>
          Effect.fail(
            violation(`waited ${Duration.format(closeDeadline)} in vain for the scope of ${progress.closing} to close`)
          )
      })
    )
    const result = yield* exit
    yield* closed
    return result
  })

/** A body has several waits, each within the deadline. All of them together have three times that. */
const overall = <A, E>(what: string, effect: Effect.Effect<A, E>): Effect.Effect<A, E | Violation> =>
  Effect.flatMap(Effect.service(Deadline), (deadline) =>
    Effect.timeoutOrElse(effect, {
      duration: Duration.times(deadline, 3),
      orElse: () => Effect.fail(violation(`waited ${Duration.format(Duration.times(deadline, 3))} in vain for ${what}`))
    })
  )
