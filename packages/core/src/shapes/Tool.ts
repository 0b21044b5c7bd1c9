/** What a model may call, and whether it must. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../wire/Wire.ts"

/** A function of the application. */
export class FunctionTool extends shape<FunctionTool>()({
  type: Schema.tag("function"),
  /** What the model calls it by. */
  name: nullish(Schema.String),
  /** When and how to use it, in words for the model. */
  description: nullish(Schema.String),
  /** JSON Schema of the arguments; a server may echo it with `strict` added. */
  parameters: Schema.optionalKey(Schema.Unknown)
}) {}

/** Picks tools of an MCP server. */
export class McpToolFilter extends shape<McpToolFilter>()({
  /** Only these. */
  tool_names: nullish(Schema.Array(Schema.String)),
  /** Only tools annotated as read-only. */
  read_only: nullish(Schema.Boolean)
}) {}

/** Which tools of an MCP server ask before they run. */
export class McpApprovalFilter extends shape<McpApprovalFilter>()({
  /** These ask each time. */
  always: nullish(McpToolFilter),
  /** These never ask. */
  never: nullish(McpToolFilter)
}) {}

/** A remote MCP server whose tools the realtime server calls by itself. */
export class McpTool extends shape<McpTool>()({
  type: Schema.tag("mcp"),
  /** Names the server in items and tool choices. */
  server_label: Schema.String,
  /** One of `server_url`, `connector_id` and `tunnel_id` says where it is. */
  server_url: nullish(Schema.String),
  /** A connector of OpenAI's; deprecated for models after 2026-09-01. */
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
  /** The tunnel to it. */
  tunnel_id: nullish(Schema.String),
  /** OAuth token for the MCP server. Secret. */
  authorization: nullish(Schema.String),
  /** Headers for the MCP server. Their values may be secret. */
  headers: nullish(Schema.Record(Schema.String, Schema.String)),
  /** The only tools offered to the model; absent or null: all. */
  allowed_tools: nullish(Schema.Union([Schema.Array(Schema.String), McpToolFilter])),
  /** Who may call its tools. */
  allowed_callers: nullish(Schema.Array(open("direct", "programmatic"))),
  /** Which tools ask first; default always. */
  require_approval: nullish(Schema.Union([open("always", "never"), McpApprovalFilter])),
  /** What it is for, in words for the model. */
  server_description: nullish(Schema.String),
  /** List the tools only when they are needed. */
  defer_loading: nullish(Schema.Boolean)
}) {}

/** A kind of tool that this version does not name. */
export class UnlistedTool extends shape<UnlistedTool>()({ type: unlistedName(["function", "mcp"]) }) {}

/** Something the model may call. */
export const Tool = Schema.Union([FunctionTool, McpTool, UnlistedTool])
export type Tool = typeof Tool.Type

/** Makes the model call this function. */
export class ToolChoiceFunction extends shape<ToolChoiceFunction>()({
  type: Schema.tag("function"),
  /** One tool of it; absent: any. */
  name: Schema.String
}) {}

/** Makes the model call this MCP server, or one tool of it. */
export class ToolChoiceMcp extends shape<ToolChoiceMcp>()({
  type: Schema.tag("mcp"),
  /** The MCP server it concerns. */
  server_label: Schema.String,
  /** One tool of it; absent: any. */
  name: nullish(Schema.String)
}) {}

/** A choice that this version does not name. */
export class UnlistedToolChoice extends shape<UnlistedToolChoice>()({ type: unlistedName(["function", "mcp"]) }) {}

/** Whether the model may (`auto`, the default), must (`required`), must not (`none`) call, or what it must call. */
export const ToolChoice = Schema.Union([
  open("none", "auto", "required"),
  Schema.Union([ToolChoiceFunction, ToolChoiceMcp, UnlistedToolChoice])
])
export type ToolChoice = typeof ToolChoice.Type
