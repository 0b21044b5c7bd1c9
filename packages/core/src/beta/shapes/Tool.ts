/** The tools of a beta model, and whether the model must call one. Every tool is a function. */
import * as Schema from "effect/Schema"
import { FunctionTool, ToolChoiceFunction } from "../../shapes/Tool.ts"
import { open, shape, unlistedName } from "../../wire/Wire.ts"

/** A kind of tool that the beta does not name. */
export class UnlistedToolBeta extends shape<UnlistedToolBeta>()({ type: unlistedName(["function"]) }) {}

/** A tool that the model may call. */
export const ToolBeta = Schema.Union([FunctionTool, UnlistedToolBeta])
export type ToolBeta = typeof ToolBeta.Type

/** A choice that the beta does not name. */
export class UnlistedToolChoiceBeta extends shape<UnlistedToolChoiceBeta>()({ type: unlistedName(["function"]) }) {}

/** Whether the model may (`auto`, the default), must (`required`), must not (`none`) call, or which function it must. */
export const ToolChoiceBeta = Schema.Union([
  open("none", "auto", "required"),
  Schema.Union([ToolChoiceFunction, UnlistedToolChoiceBeta])
])
export type ToolChoiceBeta = typeof ToolChoiceBeta.Type
