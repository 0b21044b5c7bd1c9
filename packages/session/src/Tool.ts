/** Functions of the application that the model may call. */
import type { FunctionTool } from "@antiphon/core/shapes"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Call } from "./state/selectors.ts"

/** Why a call has no result. The model is told `code` and `message`, so that it can mend its call or say so. */
export class ToolFailure extends Data.TaggedError("ToolFailure")<{
  readonly code: "unknown_tool" | "invalid_arguments" | "not_approved" | "timeout" | "interrupted" | "failed"
  readonly message: string
}> {}

/** A function that the model may call. `@antiphon/session/tools` makes them from Effect Schemas. */
export interface Tool {
  /** What the model is told; put it into the session's `tools`. */
  readonly definition: FunctionTool & { readonly name: string }
  /** Takes the arguments as JSON text and gives the output as text. Interrupted where the session is, or ends. */
  readonly run: (json: string, call: Call) => Effect.Effect<string, ToolFailure>
}

export interface ToolOptions {
  readonly tools: ReadonlyArray<Tool>
  /** Calls that run at once; 4 unless told. Outputs are posted in the order of the calls all the same. */
  readonly concurrency?: number
  /** How long a call may run; 30 s unless told. */
  readonly timeout?: Duration.Input
  /** Asked before each call runs; without it all do. A call that has no answer within 2 min is not allowed. */
  readonly approve?: (call: Call) => Effect.Effect<boolean>
}
