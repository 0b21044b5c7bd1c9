/**
 * Tools of remote MCP servers. They are listed and called, and a call waits for approval if the tool asks for it (protocol
 * section 2 (13)). The engine brings the result with the call. The machine decides when to send it.
 */
import type { ClientEvent, EventNamed } from "@antiphon/core"
import type { ConversationItem, McpApprovalFilter, McpListedTool, McpTool, Tool } from "@antiphon/core/shapes"
import * as Chunk from "effect/Chunk"
import type { McpCall } from "../engine/Contract.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import * as OutputItem from "./outputItem.ts"
import { invalidValue, type Refusal } from "./Refusal.ts"
import type { PendingApproval, RunningResponse } from "./State.ts"

/** The client event that brings an approval. */
type Create = EventNamed<typeof ClientEvent, "conversation.item.create">
/** The item that approves or declines a call. */
type Approval = Extract<ConversationItem, { readonly type: "mcp_approval_response" }>

/** Lists the tools of the servers that the session has not asked yet. */
export const list = (draft: Draft, tools: ReadonlyArray<Tool>): void => {
  const listed = new Set(draft.state.listed)
  const listing = new Map(draft.state.listing)
  for (const tool of tools) {
    if (tool.type !== "mcp" || tool.defer_loading === true || listed.has(tool.server_label)) continue
    const id = Conversation.freeId(draft)
    const item = { id, type: "mcp_list_tools", server_label: tool.server_label, tools: [] } as const
    const previous = Conversation.last(draft.state)
    listed.add(tool.server_label)
    listing.set(id, tool)
    Conversation.announce(draft, { id, item, audio: new Map() }, previous)
    draft.send("mcp_list_tools.in_progress", { item_id: id })
    draft.output({ _tag: "ListTools", itemId: id, tool })
  }
  draft.update({ listed, listing })
}

/** Ends a listing with its tools, or with `undefined` if it failed. After a failure, a later update asks again. */
export const listedTools = (draft: Draft, itemId: string, tools: ReadonlyArray<McpListedTool> | undefined): void => {
  const tool = draft.state.listing.get(itemId)
  if (tool === undefined) return
  endListing(draft, itemId)
  if (tools === undefined) forget(draft, tool)
  const item = { id: itemId, type: "mcp_list_tools", server_label: tool.server_label, tools: tools ?? [] } as const
  const previous = Conversation.before(draft.state, itemId)
  if (previous === undefined) return
  Conversation.complete(draft, { id: itemId, item, audio: new Map() }, previous)
  draft.send(tools === undefined ? "mcp_list_tools.failed" : "mcp_list_tools.completed", { item_id: itemId })
}

/** Ends the listing or the wait for an approval of a deleted item. */
export const abandon = (draft: Draft, itemId: string): void => {
  if (draft.state.approvals.has(itemId)) {
    draft.update({ approvals: new Map([...draft.state.approvals].filter(([id]) => id !== itemId)) })
  }
  const tool = draft.state.listing.get(itemId)
  if (tool === undefined) return
  endListing(draft, itemId)
  forget(draft, tool)
}

/** Removes a listing from the state. */
const endListing = (draft: Draft, itemId: string): void =>
  draft.update({ listing: new Map([...draft.state.listing].filter(([id]) => id !== itemId)) })

/** Lets a later update list the tools of a server again. */
const forget = (draft: Draft, { server_label }: McpTool): void =>
  draft.update({ listed: new Set([...draft.state.listed].filter((label) => label !== server_label)) })

/** Runs a call of the model, or asks the client for approval first. */
export const call = (draft: Draft, running: RunningResponse, made: McpCall): RunningResponse => {
  const ready = OutputItem.close(draft, running, "completed")
  const id = Conversation.freeId(draft)
  const { serverLabel: server_label, name, arguments: text } = made
  if (needsApproval(ready.tools, made)) {
    const item = { id, type: "mcp_approval_request", server_label, name, arguments: text } as const
    const pending = { call: made, outputIndex: Chunk.size(ready.output) }
    const waiting = [...draft.state.approvals, [id, pending] as const]
    draft.update({ approvals: new Map(waiting.slice(-draft.state.limits.items)) })
    return OutputItem.whole(draft, ready, item, () => item)
  }
  const begun = { id, type: "mcp_call", server_label, name, arguments: "" } as const
  return OutputItem.whole(draft, ready, begun, () => {
    const place = { item_id: id, output_index: Chunk.size(ready.output) }
    if (text !== "") {
      draft.send("response.mcp_call_arguments.delta", { response_id: ready.id, ...place, delta: text })
    }
    draft.send("response.mcp_call_arguments.done", { response_id: ready.id, ...place, arguments: text })
    return ran(draft, { ...begun, arguments: text }, made, place)
  })
}

/** Handles an `mcp_approval_response`. An approved call runs now, even if its response has ended. */
export const decide = (draft: Draft, event: Create, item: Approval): Refusal | undefined => {
  const requestId = item.approval_request_id
  const approvals = new Map(draft.state.approvals)
  const pending = approvals.get(requestId)
  if (pending === undefined) {
    const message = `No approval request with id '${requestId}' waits for an answer. It may have been answered already.`
    return invalidValue("item.approval_request_id", message)
  }
  approvals.delete(requestId)
  draft.update({ approvals })
  const refusal = Conversation.create(draft, event)
  if (refusal === undefined && item.approve) run(draft, requestId, pending)
  return refusal
}

/** Runs an approved call. Its item belongs to no response that still runs. */
const run = (draft: Draft, requestId: string, { call: made, outputIndex }: PendingApproval): void => {
  const id = Conversation.freeId(draft)
  const previous = Conversation.last(draft.state)
  const item = {
    id,
    type: "mcp_call",
    server_label: made.serverLabel,
    name: made.name,
    arguments: made.arguments,
    approval_request_id: requestId
  } as const
  Conversation.announce(draft, { id, item, audio: new Map() }, previous)
  const final = ran(draft, item, made, { item_id: id, output_index: outputIndex })
  Conversation.complete(draft, { id, item: final, audio: new Map() }, previous)
}

/** The item of a call. */
type CallItem = Extract<ConversationItem, { readonly type: "mcp_call" }>

/** Sends the events of a call that ran, and returns its item with the result. */
const ran = (
  draft: Draft,
  item: CallItem,
  { result }: McpCall,
  place: { readonly item_id: string; readonly output_index: number }
): CallItem => {
  draft.send("response.mcp_call.in_progress", place)
  if ("error" in result) {
    draft.send("response.mcp_call.failed", place)
    return { ...item, error: { type: "tool_execution_error", message: result.error } }
  }
  draft.send("response.mcp_call.completed", place)
  return { ...item, output: result.output }
}

/** Whether a call waits for approval. Defaults to `always`, as the protocol has it. */
const needsApproval = (tools: ReadonlyArray<Tool>, { serverLabel, name }: McpCall): boolean => {
  const tool = tools.find((each): each is McpTool => each.type === "mcp" && each.server_label === serverLabel)
  const rule = tool?.require_approval ?? "always"
  return typeof rule === "string" ? rule !== "never" : !isExempt(rule, name)
}

/** Whether the filter names the tool among those that need no approval. `always` wins over `never`. */
const isExempt = ({ always, never }: McpApprovalFilter, name: string): boolean =>
  always?.tool_names?.includes(name) !== true && never?.tool_names?.includes(name) === true
