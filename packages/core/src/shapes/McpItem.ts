/** The items that remote MCP tools leave in a conversation (protocol section 2 (13)). */
import * as Schema from "effect/Schema"
import { ItemStatus } from "./Detail.ts"
import { nullish, optional, shape, unlistedName } from "../wire/Wire.ts"

/** A tool as an MCP server lists it. */
export class McpListedTool extends shape<McpListedTool>()({
  name: Schema.String,
  /** JSON Schema of its arguments. */
  input_schema: optional(Schema.Unknown),
  description: nullish(Schema.String),
  annotations: optional(Schema.Unknown)
}) {}

/** The tools of one MCP server. */
export class McpListToolsItem extends shape<McpListToolsItem>()({
  type: Schema.tag("mcp_list_tools"),
  server_label: Schema.String,
  /** Absent or empty while the list is being fetched. */
  tools: nullish(Schema.Array(McpListedTool)),
  id: optional(Schema.String)
}) {}

/** The MCP server answered with an error of its protocol. */
export class McpProtocolError extends shape<McpProtocolError>()({
  type: Schema.tag("protocol_error"),
  code: Schema.Finite,
  message: Schema.String
}) {}

/** The tool ran and failed. */
export class McpToolExecutionError extends shape<McpToolExecutionError>()({
  type: Schema.tag("tool_execution_error"),
  message: nullish(Schema.String)
}) {}

/** The MCP server could not be reached. */
export class McpHttpError extends shape<McpHttpError>()({
  type: Schema.tag("http_error"),
  code: Schema.Finite,
  message: Schema.String
}) {}

/** A failure of a kind that this version does not name. */
export class UnlistedMcpError extends shape<UnlistedMcpError>()({
  type: unlistedName(["protocol_error", "tool_execution_error", "http_error"])
}) {}

/** Why a remote call failed. */
export const McpError = Schema.Union([McpProtocolError, McpToolExecutionError, McpHttpError, UnlistedMcpError])
export type McpError = typeof McpError.Type

/** A remote call, made by the server itself. */
export class McpCallItem extends shape<McpCallItem>()({
  type: Schema.tag("mcp_call"),
  id: Schema.String,
  server_label: Schema.String,
  name: Schema.String,
  /** JSON text. */
  arguments: Schema.String,
  approval_request_id: nullish(Schema.String),
  output: nullish(Schema.String),
  error: nullish(McpError),
  status: nullish(ItemStatus)
}) {}

/** A remote call that waits for permission. */
export class McpApprovalRequestItem extends shape<McpApprovalRequestItem>()({
  type: Schema.tag("mcp_approval_request"),
  id: Schema.String,
  server_label: Schema.String,
  name: Schema.String,
  /** JSON text. */
  arguments: Schema.String
}) {}

/** The permission, or its refusal. */
export class McpApprovalResponseItem extends shape<McpApprovalResponseItem>()({
  type: Schema.tag("mcp_approval_response"),
  id: Schema.String,
  approval_request_id: Schema.String,
  approve: Schema.Boolean,
  reason: nullish(Schema.String)
}) {}
