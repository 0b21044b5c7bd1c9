/** The calls of functions in an answer, and their outputs. */
import type { Response } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import type { ToolProgram } from "../tools/readTools.ts"

/** A call that waits for its output. */
export interface ChatCall {
  readonly name: string
  readonly callId: string
  /** JSON, as the model wrote it. */
  readonly arguments: string
}

/** The calls of a response, in order. */
export const callsIn = ({ output }: Response): ReadonlyArray<ChatCall> =>
  (output ?? []).flatMap((item) =>
    item.type === "function_call" && typeof item.call_id === "string"
      ? [{ name: item.name, callId: item.call_id, arguments: item.arguments }]
      : []
  )

/** The output of a call. A call that fails is answered with the reason, so that the model can explain it. */
export const outputOf = (tools: ReadonlyArray<ToolProgram>, call: ChatCall): Effect.Effect<string> => {
  const tool = tools.find(({ definition }) => definition.name === call.name)
  if (tool === undefined) return Effect.succeed(failed("unknown_tool", `There is no function ${call.name}.`))
  return Effect.catch(tool.run(call.arguments), ({ code, message }) => Effect.succeed(failed(code, message)))
}

const failed = (code: string, message: string): string => JSON.stringify({ error: { code, message } })
