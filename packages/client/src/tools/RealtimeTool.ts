import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec"

/** Beside the arguments, what a call comes with. */
export interface ToolContext {
  /** Aborted when the call is interrupted, takes too long, or the session ends: nobody waits for the result any more. */
  readonly signal: AbortSignal
  readonly callId: string
}

/** A JSON Schema (draft 2020-12), as an object. */
export type JsonSchema = Readonly<Record<string, unknown>>

interface Described<S extends StandardSchemaV1> {
  /** When and how to use it, in words for the model. */
  readonly description: string
  /** What the arguments are: any Standard Schema (zod, valibot, arktype, effect, …). They are checked before anything runs. */
  readonly schema: S
  /** What it gives is the output: text as it is, anything else as JSON. To tell the model why it failed, throw a {@link ToolError}. */
  readonly run: (args: StandardSchemaV1.InferOutput<S>, context: ToolContext) => unknown
  /** How long a call may run, in ms; default 30 000. */
  readonly timeoutMs?: number
  /** Asked before each call; it may take its time. Where it gives false, or fails, the model is told that the user did not allow it. */
  readonly approve?: (args: StandardSchemaV1.InferOutput<S>, context: ToolContext) => boolean | Promise<boolean>
}

/** A function that the model may call. `jsonSchema` is what the model is told; a schema that makes its own need not give it. */
export type RealtimeTool<S extends StandardSchemaV1> = Described<S> &
  (S extends StandardJSONSchemaV1 ? { readonly jsonSchema?: JsonSchema } : { readonly jsonSchema: JsonSchema })

/** The schemas of tools, by name. */
export type ToolSchemas = Readonly<Record<string, StandardSchemaV1>>

/** Tools by the name that the model calls them by. */
export type RealtimeTools<T extends ToolSchemas> = { readonly [Name in keyof T]: RealtimeTool<T[Name]> }

/** Thrown by a tool: its message is told to the model. Of anything else the model is told only that the tool failed. */
export class ToolError extends Error {
  override readonly name = "ToolError"
}
