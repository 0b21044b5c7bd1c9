/** Runs the model's calls: those that ended completed, outputs in their order, then one response. */
import type { ConversationItem, McpApprovalRequestItem } from "@antiphon/core/shapes"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { SessionError } from "../SessionError.ts"
import { ToolFailure, type ToolOptions } from "../Tool.ts"
import { inOutput } from "../state/responses.ts"
import { type Call, callOf } from "../state/selectors.ts"
import type { SessionState } from "../state/SessionState.ts"

/** How long a person may take to allow a call. */
const approvalDeadline = "2 minutes"

const failure = ({ code, message }: ToolFailure): string => JSON.stringify({ error: { code, message } })

/** The output of one call; a failure of any kind is an output too. */
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

/** The calls of a response that may run, first to last, each once by the id of the call. */
export const callsOf = (state: SessionState, responseId: string): ReadonlyArray<Call> => [
  ...new Map(
    itemsOf(state, responseId).flatMap((id) => {
      const item = state.items.get(id)
      const call = item === undefined ? undefined : callOf(item)
      return call === undefined ? [] : [[call.callId, call] as const]
    })
  ).values()
]

const itemsOf = ({ responses }: SessionState, responseId: string): ReadonlyArray<string> => {
  const response = responses.get(responseId)
  return response === undefined ? [] : inOutput(response)
}

/**
 * Runs the calls, posts their outputs in order, and asks for the response that has them spoken. Once `stop` is done, what
 * still runs is interrupted and its output says so, and nobody is asked to speak.
 */
export const answerCalls = (
  options: ToolOptions,
  calls: ReadonlyArray<Call>,
  commands: {
    readonly addItem: (item: ConversationItem) => Effect.Effect<unknown, SessionError>
    readonly createResponse: Effect.Effect<unknown, SessionError>
  },
  stop: Deferred.Deferred<void>
): Effect.Effect<void, SessionError> =>
  Effect.gen(function* () {
    const outputs = yield* Effect.forEach(calls, (call) => outputOf(options, call, stop), {
      concurrency: options.concurrency ?? 4
    })
    for (const [index, { callId }] of calls.entries()) {
      yield* commands.addItem({ type: "function_call_output", call_id: callId, output: outputs[index] ?? "" })
    }
    if (!Deferred.isDoneUnsafe(stop)) yield* commands.createResponse
  })

/** Asks whether a remote call may run, and tells the server. */
export const answerApproval = (
  approve: (request: McpApprovalRequestItem) => Effect.Effect<boolean>,
  request: McpApprovalRequestItem,
  addItem: (item: ConversationItem) => Effect.Effect<unknown, SessionError>,
  id: string
): Effect.Effect<void, SessionError> =>
  Effect.gen(function* () {
    // A callback that fails, or never answers, has not allowed the call. The server waits for an answer in any case.
    const allowed = yield* Effect.catchDefect(decision(Effect.suspend(() => approve(request))), () =>
      Effect.succeed(false)
    )
    yield* addItem({ type: "mcp_approval_response", id, approval_request_id: request.id, approve: allowed })
  })
