/** The items that remote MCP tools leave in a conversation (protocol section 2 (13)). */
import * as Schema from "effect/Schema"
import { ItemStatus } from "./Detail.ts"
import { filled, nullish, optional, shape, textOfArguments, unlistedName } from "../wire/Wire.ts"

/** A tool as an MCP server lists it. */
export class McpListedTool extends shape<McpListedTool>()({
  /** The tool. */
  name: Schema.String,
  /** JSON Schema of its arguments. */
  input_schema: optional(Schema.Unknown),
  /** What it does, in words for the model. */
  description: nullish(Schema.String),
  /** Hints of the MCP server, e.g. `readOnlyHint`. */
  annotations: optional(Schema.Unknown)
}) {}

/** The tools of one MCP server. */
export class McpListToolsItem extends shape<McpListToolsItem>()({
  type: Schema.tag("mcp_list_tools"),
  /** The MCP server it concerns. */
  server_label: Schema.String,
  /** Absent or empty while the list is being fetched. */
  tools: nullish(Schema.Array(McpListedTool)),
  /** The item's id. */
  id: optional(Schema.String)
}) {}

/** The MCP server answered with an error of its protocol. */
export class McpProtocolError extends shape<McpProtocolError>()({
  type: Schema.tag("protocol_error"),
  /** The error's number. */
  code: Schema.Finite,
  /** What happened, in words for people. */
  message: Schema.String
}) {}

/** The tool ran and failed. */
export class McpToolExecutionError extends shape<McpToolExecutionError>()({
  type: Schema.tag("tool_execution_error"),
  /** What happened, in words for people. */
  message: nullish(Schema.String)
}) {}

/** The MCP server could not be reached. */
export class McpHttpError extends shape<McpHttpError>()({
  type: Schema.tag("http_error"),
  /** The error's number. */
  code: Schema.Finite,
  /** What happened, in words for people. */
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
  /** The item's id. */
  id: Schema.String,
  /** The MCP server it concerns. */
  server_label: Schema.String,
  /** The tool. */
  name: Schema.String,
  /** JSON text. */
  arguments: filled(Schema.String, textOfArguments),
  /** The request for permission that it answers. */
  approval_request_id: nullish(Schema.String),
  /** What the tool answered. */
  output: nullish(Schema.String),
  /** Why it failed. */
  error: nullish(McpError),
  /** Whether it runs, is done, or was cut off. */
  status: nullish(ItemStatus)
}) {}

/** A remote call that waits for permission. */
export class McpApprovalRequestItem extends shape<McpApprovalRequestItem>()({
  type: Schema.tag("mcp_approval_request"),
  /** The item's id. */
  id: Schema.String,
  /** The MCP server it concerns. */
  server_label: Schema.String,
  /** The tool. */
  name: Schema.String,
  /** JSON text. */
  arguments: Schema.String
}) {}

/** The permission, or its refusal. */
export class McpApprovalResponseItem extends shape<McpApprovalResponseItem>()({
  type: Schema.tag("mcp_approval_response"),
  /** The item's id. */
  id: Schema.String,
  /** The request for permission that it answers. */
  approval_request_id: Schema.String,
  /** Whether it may run. */
  approve: Schema.Boolean,
  /** Why, where somebody said. */
  reason: nullish(Schema.String)
}) {}
