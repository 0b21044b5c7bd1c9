/** Server events about calls: of the application's functions, and of remote MCP tools. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"

const place = {
  /** The item this is about. */
  item_id: Schema.String,
  /** Place of the item among those of this response, from 0. Some servers leave it out; the item's id names the item. */
  output_index: nullish(Schema.Int)
}

/** The next piece of a function call's arguments. */
export class ResponseFunctionCallArgumentsDelta extends serverEvent<ResponseFunctionCallArgumentsDelta>()(
  "response.function_call_arguments.delta",
  {
    /** The response this belongs to. */
    response_id: Schema.String,
    ...place,
    /** The call, which its output answers by. */
    call_id: nullish(Schema.String),
    /** A piece of JSON text, to be appended. */
    delta: Schema.String,
    /** Random padding that hides the length of the text from eavesdroppers. */
    obfuscation: nullish(Schema.String)
  }
) {}

/** The arguments are complete, or cut off and then possibly broken JSON: run the call only if its item ends `completed`. */
export class ResponseFunctionCallArgumentsDone extends serverEvent<ResponseFunctionCallArgumentsDone>()(
  "response.function_call_arguments.done",
  {
    /** The response this belongs to. */
    response_id: Schema.String,
    ...place,
    /** The call, which its output answers by. */
    call_id: nullish(Schema.String),
    /** Not every server sends it; the item has it. */
    name: nullish(Schema.String),
    /** JSON text. */
    arguments: Schema.String
  }
) {}

/** The next piece of a remote call's arguments. */
export class ResponseMcpCallArgumentsDelta extends serverEvent<ResponseMcpCallArgumentsDelta>()(
  "response.mcp_call_arguments.delta",
  {
    /** The response this belongs to. */
    response_id: Schema.String,
    ...place,
    /** A piece, to be appended. */
    delta: Schema.String,
    /** Random padding that hides the length of the text from eavesdroppers. */
    obfuscation: nullish(Schema.String)
  }
) {}

/** The arguments of a remote call are complete. */
export class ResponseMcpCallArgumentsDone extends serverEvent<ResponseMcpCallArgumentsDone>()(
  "response.mcp_call_arguments.done",
  {
    /** The response this belongs to. */
    response_id: Schema.String,
    ...place,
    /** JSON text. */
    arguments: Schema.String
  }
) {}

/** The server started a remote call. It may run on after `response.done`. */
export class ResponseMcpCallInProgress extends serverEvent<ResponseMcpCallInProgress>()(
  "response.mcp_call.in_progress",
  place
) {}

/** A remote call succeeded; the output is in its item. */
export class ResponseMcpCallCompleted extends serverEvent<ResponseMcpCallCompleted>()(
  "response.mcp_call.completed",
  place
) {}

/** A remote call failed; the reason is in its item. */
export class ResponseMcpCallFailed extends serverEvent<ResponseMcpCallFailed>()("response.mcp_call.failed", place) {}

const listing = {
  /** The item this is about. */
  item_id: Schema.String
}

/** The server began to fetch the tools of an MCP server. */
export class McpListToolsInProgress extends serverEvent<McpListToolsInProgress>()(
  "mcp_list_tools.in_progress",
  listing
) {}

/** The tools arrived; they are in the item. */
export class McpListToolsCompleted extends serverEvent<McpListToolsCompleted>()("mcp_list_tools.completed", listing) {}

/** The tools could not be fetched; the event has no details. */
export class McpListToolsFailed extends serverEvent<McpListToolsFailed>()("mcp_list_tools.failed", listing) {}
