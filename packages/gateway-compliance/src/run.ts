/** Runs the requirements on an engine, without a test runner. */
import { freshToken } from "@antiphon/gateway"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Adapter } from "./Adapter.ts"
import { nodeUnderTest } from "./Bench.ts"
import type { Report, Result } from "./Report.ts"
import { type RequirementId, requirementIds, requirements } from "./requirements.ts"
import { Violation } from "./Violation.ts"

/** Runs every requirement, one after the other, each on nodes of its own. Never fails. The failures are in the report. */
export const run = (adapter: Adapter): Effect.Effect<Report> =>
  Effect.map(
    Effect.forEach(requirementIds, (id) => verify(adapter, id)),
    (results) => ({ adapter: adapter.name, passed: results.every(({ passed }) => passed), results })
  )

/** Runs one requirement. */
export const verify = (adapter: Adapter, id: RequirementId): Effect.Effect<Result> =>
  Effect.gen(function* () {
    const deadline = Duration.fromInputUnsafe(adapter.deadline ?? "10 seconds")
    const late = new Violation({ detail: `it took longer than ${Duration.format(deadline)}` })
    const started = yield* Clock.currentTimeMillis
    const exit = yield* Effect.exit(
      Effect.timeoutOrElse(Effect.scoped(attempt(adapter, id)), {
        duration: deadline,
        orElse: () => Effect.fail(late)
      })
    )
    const ms = (yield* Clock.currentTimeMillis) - started
    const { says } = requirements[id]
    return { id, says, ms, passed: Exit.isSuccess(exit), detail: Exit.isSuccess(exit) ? "" : describe(exit.cause) }
  })

const describe = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (!(error instanceof Error)) return String(error)
  return error instanceof Violation ? error.detail : `${error.name}: ${error.message}`
}

/** Starts the nodes and runs the body on them. */
const attempt = Effect.fnUntraced(function* (adapter: Adapter, id: RequirementId) {
  const stage = yield* adapter.open
  const names = [freshToken("a"), freshToken("b")] as const
  const running = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
  const start = (name: (typeof names)[number], scope: Scope.Scope) =>
    Effect.map(Scope.provide(stage.node(name), scope), (engine) => nodeUnderTest(name, engine))
  const a = yield* start(names[0], running)
  const b = adapter.nodes === "one" ? a : yield* start(names[1], running)
  const restart = Effect.gen(function* () {
    yield* Scope.close(running, Exit.void)
    return yield* start(names[0], yield* Effect.scope)
  })
  yield* requirements[id].body({ a, b, restart })
})
