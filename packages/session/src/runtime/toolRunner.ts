/** Runs calls of the model. A call that fails has an output too, because the model waits for one. */
import type { McpApprovalRequestItem } from "@antiphon/core/shapes"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { ToolFailure, type ToolOptions } from "../Tool.ts"
import type { Call } from "../state/selectors.ts"

/** How long a person may take to allow a call. */
const approvalDeadline = "2 minutes"

/** A failure as the model reads it. */
const failure = ({ code, message }: ToolFailure): string => JSON.stringify({ error: { code, message } })

/** The output of one call. It has the result or the failure. */
const outputOf = (options: ToolOptions, call: Call, stop: Deferred.Deferred<void>): Effect.Effect<string> =>
  Effect.raceFirst(interrupted(call, stop), result(options, call)).pipe(
    Effect.catch((error) => Effect.succeed(failure(error))),
    Effect.catchDefect(() =>
      Effect.succeed(failure(new ToolFailure({ code: "failed", message: `${call.name} failed` })))
    )
  )

const interrupted = ({ name }: Call, stop: Deferred.Deferred<void>): Effect.Effect<never, ToolFailure> =>
  Effect.flatMap(Deferred.await(stop), () =>
    Effect.fail(new ToolFailure({ code: "interrupted", message: `the user interrupted ${name}` }))
  )

/** Finds the function, asks for approval, and runs it within its time. */
const result = (options: ToolOptions, call: Call): Effect.Effect<string, ToolFailure> =>
  Effect.gen(function* () {
    const tool = options.tools.find(({ definition }) => definition.name === call.name)
    if (tool === undefined) {
      return yield* new ToolFailure({ code: "unknown_tool", message: `there is no tool named ${call.name}` })
    }
    const approved = options.approve === undefined || (yield* decision(options.approve(call)))
    if (!approved) return yield* new ToolFailure({ code: "not_approved", message: "the user did not allow this call" })
    return yield* Effect.timeoutOrElse(
      Effect.suspend(() => tool.run(call.arguments, call)),
      {
        duration: options.timeout ?? "30 seconds",
        orElse: () => Effect.fail(new ToolFailure({ code: "timeout", message: `${call.name} did not end in time` }))
      }
    )
  })

/** No answer in time is a refusal. */
const decision = (asking: Effect.Effect<boolean>): Effect.Effect<boolean> =>
  Effect.timeoutOrElse(asking, { duration: approvalDeadline, orElse: () => Effect.succeed(false) })

/**
 * Runs the calls, first to last and a few at once, and passes on the output of each as it ends. Once `stop` is done, what still
 * runs is interrupted and its output says so.
 */
export const runCalls = Effect.fnUntraced(function* (
  options: ToolOptions,
  calls: ReadonlyArray<Call>,
  stop: Deferred.Deferred<void>,
  answered: (callId: string, output: string) => void
) {
  const waiting = [...calls]
  /** Runs one call after the other. */
  const work: Effect.Effect<void> = Effect.suspend(() => {
    const call = waiting.shift()
    if (call === undefined) return Effect.void
    return Effect.flatMap(outputOf(options, call, stop), (output) => {
      answered(call.callId, output)
      return work
    })
  })
  const workers = waiting.slice(0, Math.max(1, options.concurrency ?? 4))
  const working = []
  for (const _ of workers) working.push(yield* Effect.forkChild(work, { startImmediately: true }))
  for (const worker of working) yield* Fiber.await(worker)
})

/** Whether a remote call may run. A callback that fails, or never answers, has not allowed it. */
export const isAllowed = (
  approve: (request: McpApprovalRequestItem) => Effect.Effect<boolean>,
  request: McpApprovalRequestItem
): Effect.Effect<boolean> =>
  Effect.catchDefect(decision(Effect.suspend(() => approve(request))), () => Effect.succeed(false))
