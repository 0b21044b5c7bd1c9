/** Functions of the application that the model may call. */
import type { FunctionTool } from "@antiphon/core/shapes"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Call } from "./state/selectors.ts"

/** Why a call has no result. The model gets `code` and `message`, so that it can correct its call or explain. */
export class ToolFailure extends Data.TaggedError("ToolFailure")<{
  readonly code: "unknown_tool" | "invalid_arguments" | "not_approved" | "timeout" | "interrupted" | "failed"
  readonly message: string
}> {}

/** A function that the model may call. `@antiphon/session/tools` makes them from Effect Schemas. */
export interface Tool {
  /** What the model knows of the function. Put it into the session's `tools`. */
  readonly definition: FunctionTool & { readonly name: string }
  /** Takes the arguments as JSON text and returns the output as text. Interrupted when the session is interrupted or ends. */
  readonly run: (json: string, call: Call) => Effect.Effect<string, ToolFailure>
}

/** The functions of a session and how they run. */
export interface ToolOptions {
  readonly tools: ReadonlyArray<Tool>
  /** How many calls run at once. Defaults to 4. Each output is added as its call ends. */
  readonly concurrency?: number
  /** How long a call may run. Defaults to 30 s. */
  readonly timeout?: Duration.Input
  /** Decides whether a call may run. Without it every call runs. No decision within 2 min is a refusal. */
  readonly approve?: (call: Call) => Effect.Effect<boolean>
}
