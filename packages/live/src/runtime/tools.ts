/** The functions of a Responses model. They are the tools of `@antiphon/session`. */
import { ToolFailure, type Tool, type ToolOptions, type Call } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type * as Live from "@antiphon/core/live"

/** How long a person may take to allow a call. */
const approvalTimeout = "2 minutes"

/** Runs a call. A failure of any kind is an output too, so that the model can correct its call. */
export const runCall = (options: ToolOptions, call: Call): Effect.Effect<string> =>
  resultOf(options, call).pipe(
    Effect.catch(({ code, message }) => Effect.succeed(JSON.stringify({ error: { code, message } }))),
    Effect.catchDefect(() =>
      Effect.succeed(JSON.stringify({ error: { code: "failed", message: `${call.name} failed` } }))
    )
  )

const resultOf = Effect.fnUntraced(function* (
  { approve, timeout = "30 seconds", tools }: ToolOptions,
  call: Call
): Effect.fn.Return<string, ToolFailure> {
  const tool = tools.find(({ definition }) => definition.name === call.name)
  if (tool === undefined) {
    return yield* new ToolFailure({ code: "unknown_tool", message: `there is no tool named ${call.name}` })
  }
  const isAllowed = approve === undefined || (yield* inTime(approve(call)))
  if (!isAllowed) {
    return yield* new ToolFailure({ code: "not_approved", message: "the user did not allow this call" })
  }
  return yield* Effect.timeoutOrElse(
    Effect.suspend(() => tool.run(call.arguments, call)),
    {
      duration: timeout,
      orElse: () => Effect.fail(new ToolFailure({ code: "timeout", message: `${call.name} did not end in time` }))
    }
  )
})

const inTime = (asking: Effect.Effect<boolean>): Effect.Effect<boolean> =>
  Effect.timeoutOrElse(asking, { duration: approvalTimeout, orElse: () => Effect.succeed(false) })

/** Adds the functions to the settings of a Responses model. Other settings stay as they are. */
export const withTools = (
  session: Live.SessionStartConfig | undefined,
  options: ToolOptions | undefined
): Live.SessionStartConfig | undefined => {
  const delegation = session?.delegation
  if (options === undefined || delegation?.type !== "responses") return session
  const responses = {
    ...delegation.responses,
    tools: [...(delegation.responses?.tools ?? []), ...options.tools.map(toolOf)]
  }
  return { ...session, delegation: { ...delegation, responses } }
}

const toolOf = ({ definition }: Tool): Live.FunctionTool => ({
  type: "function",
  name: definition.name,
  description: definition.description ?? null,
  parameters: Object(definition.parameters),
  strict: false
})
