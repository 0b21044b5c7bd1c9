/** Server events about calls of the application's functions and of remote MCP tools. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"

const place = {
  /** The id of the item. */
  item_id: Schema.String,
  /** The item's index in the response, from 0. Some servers leave it out, so identify the item by its id. */
  output_index: nullish(Schema.Int)
}

/** The next piece of a function call's arguments. */
export class ResponseFunctionCallArgumentsDelta extends serverEvent<ResponseFunctionCallArgumentsDelta>()(
  "response.function_call_arguments.delta",
  {
    /** The id of the response. */
    response_id: Schema.String,
    ...place,
    /** The id of the call. The function's output refers to it. */
    call_id: nullish(Schema.String),
    /** The next piece of the JSON text. */
    delta: Schema.String,
    /** Random padding that hides the length of the text from eavesdroppers. */
    obfuscation: nullish(Schema.String)
  }
) {}

/**
 * The arguments are complete or were cut off. Arguments that were cut off may be broken JSON, so run the call only if
 * its item ends `completed`.
 */
export class ResponseFunctionCallArgumentsDone extends serverEvent<ResponseFunctionCallArgumentsDone>()(
  "response.function_call_arguments.done",
  {
    /** The id of the response. */
    response_id: Schema.String,
    ...place,
    /** The id of the call. The function's output refers to it. */
    call_id: nullish(Schema.String),
    /** The name of the function. Some servers leave it out, but the item always has it. */
    name: nullish(Schema.String),
    /** The arguments as JSON text. */
    arguments: Schema.String
  }
) {}

/** The next piece of a remote call's arguments. */
export class ResponseMcpCallArgumentsDelta extends serverEvent<ResponseMcpCallArgumentsDelta>()(
  "response.mcp_call_arguments.delta",
  {
    /** The id of the response. */
    response_id: Schema.String,
    ...place,
    /** The next piece of the JSON text. */
    delta: Schema.String,
    /** Random padding that hides the length of the text from eavesdroppers. */
    obfuscation: nullish(Schema.String)
  }
) {}

/** The arguments of a remote call are complete. */
export class ResponseMcpCallArgumentsDone extends serverEvent<ResponseMcpCallArgumentsDone>()(
  "response.mcp_call_arguments.done",
  {
    /** The id of the response. */
    response_id: Schema.String,
    ...place,
    /** The arguments as JSON text. */
    arguments: Schema.String
  }
) {}

/** The server started a remote call. It may run on after `response.done`. */
export class ResponseMcpCallInProgress extends serverEvent<ResponseMcpCallInProgress>()(
  "response.mcp_call.in_progress",
  place
) {}

/** A remote call succeeded. Its item has the output. */
export class ResponseMcpCallCompleted extends serverEvent<ResponseMcpCallCompleted>()(
  "response.mcp_call.completed",
  place
) {}

/** A remote call failed. Its item has the reason. */
export class ResponseMcpCallFailed extends serverEvent<ResponseMcpCallFailed>()("response.mcp_call.failed", place) {}

const listing = {
  /** The id of the item. */
  item_id: Schema.String
}

/** The server started to fetch the tools of an MCP server. */
export class McpListToolsInProgress extends serverEvent<McpListToolsInProgress>()(
  "mcp_list_tools.in_progress",
  listing
) {}

/** The tools of an MCP server arrived. The item lists them. */
export class McpListToolsCompleted extends serverEvent<McpListToolsCompleted>()("mcp_list_tools.completed", listing) {}

/** The server could not fetch the tools of an MCP server. The event has no details. */
export class McpListToolsFailed extends serverEvent<McpListToolsFailed>()("mcp_list_tools.failed", listing) {}
