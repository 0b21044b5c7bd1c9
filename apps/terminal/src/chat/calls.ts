/** The calls of functions in an answer, and their outputs. */
import type { ConversationItem } from "@antiphon/core/shapes"
import { readArguments } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type { ToolProgram } from "../tools/readTools.ts"

/** A call that waits for its output. */
export interface ChatCall {
  readonly name: string
  readonly callId: string
  /** JSON, as the model wrote it. */
  readonly arguments: string
}

/** The call that an item is. A call that has only one of item id and call id is known by that. */
export const callOf = (item: ConversationItem): ChatCall | undefined => {
  if (item.type !== "function_call" || !("name" in item)) return undefined
  const callId = item.call_id ?? item.id
  return callId === undefined ? undefined : { name: item.name, callId, arguments: argumentsOf(item.arguments) }
}

/** A program reads JSON, so arguments that say nothing are `{}`. What is no JSON stays as it is. */
const argumentsOf = (json: string | null | undefined): string => JSON.stringify(readArguments(json)) ?? json ?? "{}"

/** The output of a call. A call that fails is answered with the reason, so that the model can explain it. */
export const outputOf = (tools: ReadonlyArray<ToolProgram>, call: ChatCall): Effect.Effect<string> => {
  const tool = tools.find(({ definition }) => definition.name === call.name)
  if (tool === undefined) return Effect.succeed(failed("unknown_tool", `There is no function ${call.name}.`))
  return Effect.catch(tool.run(call.arguments), ({ code, message }) => Effect.succeed(failed(code, message)))
}

const failed = (code: string, message: string): string => JSON.stringify({ error: { code, message } })
