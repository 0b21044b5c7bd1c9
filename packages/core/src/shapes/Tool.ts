/** The tools that a model may call, and whether it must call one. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../wire/Wire.ts"

/** A function of the application. */
export class FunctionTool extends shape<FunctionTool>()({
  type: Schema.tag("function"),
  /** The name of the function. */
  name: nullish(Schema.String),
  /** When and how to use it, in words for the model. */
  description: nullish(Schema.String),
  /** The JSON Schema of the arguments. A server may echo it with `strict` added. */
  parameters: Schema.optionalKey(Schema.Unknown)
}) {}

/** Selects tools of an MCP server. */
export class McpToolFilter extends shape<McpToolFilter>()({
  /** The names of the selected tools. */
  tool_names: nullish(Schema.Array(Schema.String)),
  /** Selects only the tools that are annotated as read-only. */
  read_only: nullish(Schema.Boolean)
}) {}

/** Which tools of an MCP server need the client's approval. */
export class McpApprovalFilter extends shape<McpApprovalFilter>()({
  /** The tools that need approval for each call. */
  always: nullish(McpToolFilter),
  /** The tools that never need approval. */
  never: nullish(McpToolFilter)
}) {}

/** A remote MCP server whose tools the realtime server calls by itself. */
export class McpTool extends shape<McpTool>()({
  type: Schema.tag("mcp"),
  /** The name of the MCP server in items and tool choices. */
  server_label: Schema.String,
  /** The address of the MCP server. Set one of `server_url`, `connector_id` and `tunnel_id`. */
  server_url: nullish(Schema.String),
  /** One of OpenAI's connectors. Deprecated for models after 2026-09-01. */
  connector_id: nullish(
    open(
      "connector_dropbox",
      "connector_gmail",
      "connector_googlecalendar",
      "connector_googledrive",
      "connector_microsoftteams",
      "connector_outlookcalendar",
      "connector_outlookemail",
      "connector_sharepoint"
    )
  ),
  /** The tunnel to the MCP server. */
  tunnel_id: nullish(Schema.String),
  /** The OAuth token for the MCP server. Secret. */
  authorization: nullish(Schema.String),
  /** The HTTP headers for the MCP server. Their values may be secret. */
  headers: nullish(Schema.Record(Schema.String, Schema.String)),
  /** The tools that the model may call. Defaults to all tools of the MCP server. */
  allowed_tools: nullish(Schema.Union([Schema.Array(Schema.String), McpToolFilter])),
  /** The callers that may use its tools. */
  allowed_callers: nullish(Schema.Array(open("direct", "programmatic"))),
  /** Which tools need the client's approval. Defaults to `always`. */
  require_approval: nullish(Schema.Union([open("always", "never"), McpApprovalFilter])),
  /** What the MCP server is for, in words for the model. */
  server_description: nullish(Schema.String),
  /** Whether the server lists the tools only when they are needed. */
  defer_loading: nullish(Schema.Boolean)
}) {}

/** A kind of tool that this version does not name. */
export class UnlistedTool extends shape<UnlistedTool>()({ type: unlistedName(["function", "mcp"]) }) {}

/** A tool that the model may call. */
export const Tool = Schema.Union([FunctionTool, McpTool, UnlistedTool])
export type Tool = typeof Tool.Type

/** Makes the model call this function. */
export class ToolChoiceFunction extends shape<ToolChoiceFunction>()({
  type: Schema.tag("function"),
  /** The name of the function. */
  name: Schema.String
}) {}

/** Makes the model call this MCP server, or one tool of it. */
export class ToolChoiceMcp extends shape<ToolChoiceMcp>()({
  type: Schema.tag("mcp"),
  /** The label of the MCP server. */
  server_label: Schema.String,
  /** The name of the tool. Absent allows any tool of the MCP server. */
  name: nullish(Schema.String)
}) {}

/** A choice that this version does not name. */
export class UnlistedToolChoice extends shape<UnlistedToolChoice>()({ type: unlistedName(["function", "mcp"]) }) {}

/**
 * Whether the model may (`auto`), must (`required`) or must not (`none`) call a tool, or which tool it must call.
 * Defaults to `auto`.
 */
export const ToolChoice = Schema.Union([
  open("none", "auto", "required"),
  Schema.Union([ToolChoiceFunction, ToolChoiceMcp, UnlistedToolChoice])
])
export type ToolChoice = typeof ToolChoice.Type
