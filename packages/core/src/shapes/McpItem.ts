/** The items that remote MCP tools add to a conversation (protocol section 2 (13)). */
import * as Schema from "effect/Schema"
import { ItemStatus } from "./Detail.ts"
import { filled, nullish, optional, shape, unlistedName } from "../wire/Wire.ts"

/** A tool as an MCP server lists it. */
export class McpListedTool extends shape<McpListedTool>()({
  /** The name of the tool. */
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
  /** The label of the MCP server. */
  server_label: Schema.String,
  /** The tools. Absent or empty while the server fetches the list. */
  tools: nullish(Schema.Array(McpListedTool)),
  /** The item's id. */
  id: optional(Schema.String)
}) {}

/** The MCP server answered with an error of its protocol. */
export class McpProtocolError extends shape<McpProtocolError>()({
  type: Schema.tag("protocol_error"),
  /** The error code. */
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
  /** The error code. */
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

/** A call of a remote tool, made by the server itself. */
export class McpCallItem extends shape<McpCallItem>()({
  type: Schema.tag("mcp_call"),
  /** The item's id. */
  id: Schema.String,
  /** The label of the MCP server. */
  server_label: Schema.String,
  /** The name of the tool. */
  name: Schema.String,
  /** The arguments as JSON text. */
  arguments: filled(Schema.String, "arguments"),
  /** The id of the approval request that it answers. */
  approval_request_id: nullish(Schema.String),
  /** The output of the tool. */
  output: nullish(Schema.String),
  /** Why it failed. */
  error: nullish(McpError),
  /** Whether the call is complete, was cut off or is still running. */
  status: nullish(ItemStatus)
}) {}

/** A remote call that waits for the client's approval. */
export class McpApprovalRequestItem extends shape<McpApprovalRequestItem>()({
  type: Schema.tag("mcp_approval_request"),
  /** The item's id. */
  id: Schema.String,
  /** The label of the MCP server. */
  server_label: Schema.String,
  /** The name of the tool. */
  name: Schema.String,
  /** The arguments as JSON text. */
  arguments: filled(Schema.String, "arguments")
}) {}

/** The client's approval or refusal of a remote call. */
export class McpApprovalResponseItem extends shape<McpApprovalResponseItem>()({
  type: Schema.tag("mcp_approval_response"),
  /** The item's id. */
  id: Schema.String,
  /** The id of the approval request that it answers. */
  approval_request_id: Schema.String,
  /** Whether the call may run. */
  approve: Schema.Boolean,
  /** The reason, if the client gave one. */
  reason: nullish(Schema.String)
}) {}
