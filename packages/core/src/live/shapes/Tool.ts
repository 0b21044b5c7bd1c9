/**
 * The tools of the Responses model that works for a Live session. Apart from functions and the shell, a tool has the
 * settings that the Responses API gives it. They travel as they are.
 */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../../wire/Wire.ts"
import { ShellTool } from "./Shell.ts"

/** A function of the application. */
export class FunctionTool extends shape<FunctionTool>()({
  type: Schema.tag("function"),
  /** The name of the function. */
  name: Schema.String,
  /** When and how to use it, in words for the model. */
  description: nullish(Schema.String),
  /** The JSON Schema of the arguments. */
  parameters: nullish(Schema.Record(Schema.String, Schema.Unknown)),
  /** Whether the arguments always fit the schema. */
  strict: nullish(Schema.Boolean)
}) {}

/** Searches the web. */
export class WebSearchTool extends shape<WebSearchTool>()({ type: Schema.tag("web_search") }) {}

/** Searches uploaded files. */
export class FileSearchTool extends shape<FileSearchTool>()({ type: Schema.tag("file_search") }) {}

/** Runs Python. */
export class CodeInterpreterTool extends shape<CodeInterpreterTool>()({ type: Schema.tag("code_interpreter") }) {}

/** Makes images. */
export class ImageGenerationTool extends shape<ImageGenerationTool>()({ type: Schema.tag("image_generation") }) {}

/** The tools of an MCP server. */
export class McpServerTool extends shape<McpServerTool>()({ type: Schema.tag("mcp") }) {}

/** A tool whose input is free text. */
export class CustomTool extends shape<CustomTool>()({ type: Schema.tag("custom") }) {}

/** A group of functions. */
export class NamespaceTool extends shape<NamespaceTool>()({ type: Schema.tag("namespace") }) {}

/** Loads tools when they are needed. */
export class ToolSearchTool extends shape<ToolSearchTool>()({ type: Schema.tag("tool_search") }) {}

/** Lets the model call tools from code. */
export class ProgrammaticToolCallingTool extends shape<ProgrammaticToolCallingTool>()({
  type: Schema.tag("programmatic_tool_calling")
}) {}

/** Controls a computer. */
export class ComputerTool extends shape<ComputerTool>()({ type: Schema.tag("computer") }) {}

/** Changes files by patches. */
export class ApplyPatchTool extends shape<ApplyPatchTool>()({ type: Schema.tag("apply_patch") }) {}

/** A tool that this version does not name. */
export class UnlistedTool extends shape<UnlistedTool>()({
  type: unlistedName([
    "function",
    "shell",
    "web_search",
    "file_search",
    "code_interpreter",
    "image_generation",
    "mcp",
    "custom",
    "namespace",
    "tool_search",
    "programmatic_tool_calling",
    "computer",
    "apply_patch"
  ])
}) {}

/** A tool that the Responses model may use. */
export const Tool = Schema.Union([
  FunctionTool,
  ShellTool,
  WebSearchTool,
  FileSearchTool,
  CodeInterpreterTool,
  ImageGenerationTool,
  McpServerTool,
  CustomTool,
  NamespaceTool,
  ToolSearchTool,
  ProgrammaticToolCallingTool,
  ComputerTool,
  ApplyPatchTool,
  UnlistedTool
])
export type Tool = typeof Tool.Type

/** Makes the model call this function. */
export class ToolChoiceFunction extends shape<ToolChoiceFunction>()({
  type: Schema.tag("function"),
  /** The name of the function. */
  name: Schema.String
}) {}

/** Makes the model call this tool of an MCP server. */
export class ToolChoiceMcp extends shape<ToolChoiceMcp>()({
  type: Schema.tag("mcp"),
  /** The label of the MCP server. */
  server_label: Schema.String,
  /** The name of the tool. */
  name: Schema.String
}) {}

/** Makes the model call this custom tool. */
export class ToolChoiceCustom extends shape<ToolChoiceCustom>()({
  type: Schema.tag("custom"),
  /** The name of the tool. */
  name: Schema.String
}) {}

/** Searches the web by the tool's earlier version. */
export class WebSearchPreviewTool extends shape<WebSearchPreviewTool>()({ type: Schema.tag("web_search_preview") }) {}

/** Makes the model use the shell. */
export class ToolChoiceShell extends shape<ToolChoiceShell>()({ type: Schema.tag("shell") }) {}

const choices = [
  ToolChoiceFunction,
  ToolChoiceMcp,
  ToolChoiceCustom,
  ToolChoiceShell,
  FileSearchTool,
  WebSearchTool,
  WebSearchPreviewTool,
  ImageGenerationTool,
  ComputerTool,
  CodeInterpreterTool,
  ProgrammaticToolCallingTool,
  ApplyPatchTool
] as const

const choiceNames = [
  "function",
  "mcp",
  "custom",
  "shell",
  "file_search",
  "web_search",
  "web_search_preview",
  "image_generation",
  "computer",
  "code_interpreter",
  "programmatic_tool_calling",
  "apply_patch"
]

/** A choice of one tool that this version does not name. */
export class UnlistedAllowedTool extends shape<UnlistedAllowedTool>()({ type: unlistedName(choiceNames) }) {}

/** Limits the model to some of the tools. */
export class ToolChoiceAllowed extends shape<ToolChoiceAllowed>()({
  type: Schema.tag("allowed_tools"),
  /** Whether the model may, must or must not use one of them. Defaults to `auto`. */
  mode: nullish(open("none", "auto", "required")),
  /** The tools that the model may use. */
  tools: Schema.Array(Schema.Union([...choices, UnlistedAllowedTool]))
}) {}

/** A choice that this version does not name. */
export class UnlistedToolChoice extends shape<UnlistedToolChoice>()({
  type: unlistedName([...choiceNames, "allowed_tools"])
}) {}

/** Whether the model may (`auto`), must (`required`) or must not (`none`) use a tool, or which one it must use. */
export const ToolChoice = Schema.Union([
  open("none", "auto", "required"),
  Schema.Union([...choices, ToolChoiceAllowed, UnlistedToolChoice])
])
export type ToolChoice = typeof ToolChoice.Type
