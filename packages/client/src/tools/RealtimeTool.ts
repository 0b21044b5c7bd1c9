import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec"

/** What a call passes to a tool beside the arguments. */
export interface ToolContext {
  /** Aborted when the call is interrupted, takes too long, or the session ends. The result is then no longer used. */
  readonly signal: AbortSignal
  readonly callId: string
  /**
   * Answers the call at once, e.g. with `"I am looking for it"`, so that the conversation goes on. The tool then runs in the
   * background. What it passes here later, and what it returns, is added to the conversation when neither side speaks. The
   * model speaks of the result.
   *
   * Each progress begins the time of `timeoutMs` anew. `interrupt` leaves a tool in the background running. The end of the
   * session aborts it.
   */
  readonly progress: (output: unknown) => void
}

/** A JSON Schema (draft 2020-12), as an object. */
export type JsonSchema = Readonly<Record<string, unknown>>

interface Described<S extends StandardSchemaV1> {
  /** Tells the model when and how to use the tool. */
  readonly description: string
  /**
   * The schema of the arguments. Any Standard Schema works, e.g. of zod, valibot, arktype or effect. Arguments are
   * checked before the tool runs.
   */
  readonly schema: S
  /**
   * Returns the output. A string is sent as it is, and anything else as JSON. Throw a {@link ToolError} to let the
   * model know why it failed.
   */
  readonly run: (args: StandardSchemaV1.InferOutput<S>, context: ToolContext) => unknown
  /** How long a call may run, and then how long it may take from one progress to the next, in ms. Defaults to 30 000. */
  readonly timeoutMs?: number
  /**
   * Called before each call, without a time limit. If it returns false or fails, the model learns that the user did not
   * allow the call.
   */
  readonly approve?: (
    args: StandardSchemaV1.InferOutput<S>,
    context: Omit<ToolContext, "progress">
  ) => boolean | Promise<boolean>
}

/**
 * A function that the model may call. The model sees `jsonSchema`, which is not needed if the schema makes one itself.
 */
export type RealtimeTool<S extends StandardSchemaV1> = Described<S> &
  (S extends StandardJSONSchemaV1 ? { readonly jsonSchema?: JsonSchema } : { readonly jsonSchema: JsonSchema })

/** The schemas of tools, by name. */
export type ToolSchemas = Readonly<Record<string, StandardSchemaV1>>

/** Tools by the name that the model uses. */
export type RealtimeTools<T extends ToolSchemas> = { readonly [Name in keyof T]: RealtimeTool<T[Name]> }

/** Throw this from a tool. The model sees its message. Of any other error the model sees only that the tool failed. */
export class ToolError extends Error {
  override readonly name = "ToolError"
}
