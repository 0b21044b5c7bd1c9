import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec"
import { readArguments, type SessionOptions, type Tool, ToolFailure } from "@antiphon/session"
import type { Tool as WireTool } from "@antiphon/core/shapes"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import { aFunction, checkOptions, isObject, ms, need, type Rule } from "../boundary/checkOptions.ts"
import { RealtimeError } from "../RealtimeError.ts"
import { permission, report } from "../userCode.ts"
import { type Background, makeBackground } from "./makeBackground.ts"
import {
  type JsonSchema,
  type RealtimeTool,
  type RealtimeTools,
  type ToolContext,
  ToolError,
  type ToolSchemas
} from "./RealtimeTool.ts"
import { runTool } from "./runTool.ts"

type AnyTool = RealtimeTool<StandardSchemaV1>
interface Named {
  readonly name: string
  readonly tool: AnyTool
  readonly background: Background
}
type AnyProps = StandardSchemaV1.Props & Partial<Pick<StandardJSONSchemaV1.Props, "jsonSchema">>

const rules: Readonly<Record<string, Rule>> = {
  description: [(value) => typeof value === "string", "when and how to use it, in words for the model"],
  schema: [(value) => Object(value)["~standard"] !== undefined, "a Standard Schema, e.g. z.object({ … })"],
  run: aFunction,
  jsonSchema: [isObject, "a JSON Schema"],
  timeoutMs: ms,
  approve: aFunction
}

/** Converts the tools for a session. Throws if one is incomplete, or if its schema does not make a JSON Schema. */
export const toolsOf = <T extends ToolSchemas>(
  tools: RealtimeTools<T>,
  background: Background = makeBackground()
): ReadonlyArray<Tool> => {
  need(isObject(tools), "tools are an object of tools by name")
  return Object.entries<AnyTool>(tools).map(([name, tool]) => {
    checkOptions(`the tool ${name}`, tool, rules, ["description", "schema", "run"])
    return {
      definition: { type: "function", name, description: tool.description, parameters: jsonSchemaOf(name, tool) },
      run: (json, { callId }) => run({ name, tool, background }, json, callId)
    }
  })
}

/** The request with the tools that the session runs, beside the tools that it names. */
export const withTools = (request: SessionRequest, { tools }: SessionOptions): SessionRequest => {
  if (tools === undefined || request.type !== "realtime" || !("tools" in request)) return request
  const own = tools.tools.map(({ definition }) => definition)
  const isOwn = (tool: WireTool): boolean => tool.type === "function" && own.some(({ name }) => name === tool.name)
  return { ...request, tools: [...(request.tools ?? []).filter((tool) => !isOwn(tool)), ...own] }
}

const jsonSchemaOf = (name: string, { jsonSchema, schema }: AnyTool): JsonSchema => {
  if (jsonSchema !== undefined) return jsonSchema
  const standard: AnyProps = schema["~standard"]
  const message = `the schema of ${name} makes no JSON Schema of its own: give its jsonSchema`
  if (standard.jsonSchema === undefined) throw new RealtimeError("invalid", message)
  try {
    return standard.jsonSchema.input({ target: "draft-2020-12" })
  } catch (cause) {
    throw new RealtimeError("invalid", message, {}, { cause })
  }
}

const run = Effect.fnUntraced(function* ({ background, name, tool }: Named, json: string, callId: string) {
  const { approve, timeoutMs = 30_000 } = tool
  const inTime = Effect.timeoutOrElse({
    duration: timeoutMs,
    orElse: () => new ToolFailure({ code: "timeout", message: `${name} did not end within ${timeoutMs} ms` })
  })
  const given = readArguments(json)
  if (given === undefined) return yield* refuse("the arguments are not JSON")
  const checked = yield* attempt(() => tool.schema["~standard"].validate(given)).pipe(
    Effect.catch((cause) => failureOf(name)(cause)),
    inTime
  )
  if (checked.issues !== undefined) return yield* refuse(checked.issues.map(describe).join("; "))
  const args = checked.value
  if (approve !== undefined && !(yield* permission(name, (signal) => approve(args, { signal, callId })))) {
    return yield* new ToolFailure({ code: "not_approved", message: `the user did not allow ${name}` })
  }
  const work = {
    name,
    callId,
    timeoutMs,
    asText,
    failureOf: failureOf(name),
    run: async (context: ToolContext) => asText(await tool.run(args, context))
  }
  return yield* inTime(runTool(work, background))
})

const attempt = <A>(work: (signal: AbortSignal) => A | Promise<A>): Effect.Effect<A, unknown> =>
  Effect.tryPromise({ try: async (signal) => work(signal), catch: (cause) => cause })

const refuse = (message: string): ToolFailure => new ToolFailure({ code: "invalid_arguments", message })

/** The failure as the model may see it. The rest goes to the console. */
const failureOf =
  (name: string) =>
  (cause: unknown): ToolFailure => {
    if (cause instanceof ToolError) return new ToolFailure({ code: "failed", message: cause.message })
    report(`the tool ${name}`, cause)
    return new ToolFailure({ code: "failed", message: `${name} failed` })
  }

const asText = (output: unknown): string => (typeof output === "string" ? output : (JSON.stringify(output) ?? "null"))

const describe = ({ message, path = [] }: StandardSchemaV1.Issue): string => {
  const at = path.map((part) => String(typeof part === "object" ? part.key : part)).join(".")
  return at === "" ? message : `${at}: ${message}`
}
