/**
 * Tools of remote MCP servers: listed, called, and first approved where the tool asks for it (protocol section 2 (13)). The
 * engine knows what a call gives; the machine decides when that is told.
 */
import type { ClientEvent, EventNamed } from "@antiphon/core"
import type { ConversationItem, McpApprovalFilter, McpListedTool, McpTool, Tool } from "@antiphon/core/shapes"
import type { McpCall } from "../engine/Contract.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import * as OutputItem from "./outputItem.ts"
import { invalidValue, type Refusal } from "./Refusal.ts"
import type { PendingApproval, RunningResponse } from "./State.ts"

type Create = EventNamed<typeof ClientEvent, "conversation.item.create">
type Approval = Extract<ConversationItem, { readonly type: "mcp_approval_response" }>

/** Fetches the tools of servers that the session has not asked yet. */
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
    Conversation.insert(draft, { id, item, audio: new Map() }, previous)
    draft.send("conversation.item.added", { previous_item_id: previous, item })
    draft.send("mcp_list_tools.in_progress", { item_id: id })
    draft.output({ _tag: "ListTools", itemId: id, tool })
  }
  draft.update({ listed, listing })
}

/** The tools arrived, or undefined where they could not be fetched; then a later update asks again. */
export const listedTools = (draft: Draft, itemId: string, tools: ReadonlyArray<McpListedTool> | undefined): void => {
  const tool = draft.state.listing.get(itemId)
  if (tool === undefined) return
  endListing(draft, itemId)
  if (tools === undefined) forget(draft, tool)
  const item = { id: itemId, type: "mcp_list_tools", server_label: tool.server_label, tools: tools ?? [] } as const
  Conversation.replace(draft, { id: itemId, item, audio: new Map() })
  const previous = Conversation.before(draft.state, itemId)
  if (previous === undefined) return
  draft.send("conversation.item.done", { previous_item_id: previous, item })
  draft.send(tools === undefined ? "mcp_list_tools.failed" : "mcp_list_tools.completed", { item_id: itemId })
}

/** Ends a listing, or the waiting for an approval, whose item is gone. */
export const abandon = (draft: Draft, itemId: string): void => {
  if (draft.state.approvals.has(itemId)) {
    draft.update({ approvals: new Map([...draft.state.approvals].filter(([id]) => id !== itemId)) })
  }
  const tool = draft.state.listing.get(itemId)
  if (tool === undefined) return
  endListing(draft, itemId)
  forget(draft, tool)
}

const endListing = (draft: Draft, itemId: string): void =>
  draft.update({ listing: new Map([...draft.state.listing].filter(([id]) => id !== itemId)) })

const forget = (draft: Draft, { server_label }: McpTool): void =>
  draft.update({ listed: new Set([...draft.state.listed].filter((label) => label !== server_label)) })

/** The model calls a remote tool: at once, or once the client approves. */
export const call = (draft: Draft, running: RunningResponse, made: McpCall): RunningResponse => {
  const ready = OutputItem.close(draft, running, "completed")
  const id = Conversation.freeId(draft)
  const { serverLabel: server_label, name, arguments: text } = made
  if (needsApproval(ready.tools, made)) {
    const item = { id, type: "mcp_approval_request", server_label, name, arguments: text } as const
    const pending = { call: made, outputIndex: ready.output.length }
    draft.update({ approvals: new Map(draft.state.approvals).set(id, pending) })
    return OutputItem.whole(draft, ready, item, () => item)
  }
  const begun = { id, type: "mcp_call", server_label, name, arguments: "" } as const
  return OutputItem.whole(draft, ready, begun, () => {
    const place = { item_id: id, output_index: ready.output.length }
    if (text !== "") {
      draft.send("response.mcp_call_arguments.delta", { response_id: ready.id, ...place, delta: text })
    }
    draft.send("response.mcp_call_arguments.done", { response_id: ready.id, ...place, arguments: text })
    return ran(draft, { ...begun, arguments: text }, made, place)
  })
}

/** The client approves or declines a call. Approved, it runs now, beside the response that made it. */
export const decide = (draft: Draft, event: Create, item: Approval): Refusal | undefined => {
  const requestId = item.approval_request_id
  const approvals = new Map(draft.state.approvals)
  const pending = approvals.get(requestId)
  if (pending === undefined) {
    const message = `No approval request with id '${requestId}' waits for an answer.`
    return invalidValue("item.approval_request_id", message)
  }
  approvals.delete(requestId)
  draft.update({ approvals })
  const refusal = Conversation.create(draft, event)
  if (refusal === undefined && item.approve) run(draft, requestId, pending)
  return refusal
}

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
  Conversation.insert(draft, { id, item, audio: new Map() }, previous)
  draft.send("conversation.item.added", { previous_item_id: previous, item })
  const final = ran(draft, item, made, { item_id: id, output_index: outputIndex })
  Conversation.replace(draft, { id, item: final, audio: new Map() })
  draft.send("conversation.item.done", { previous_item_id: previous, item: final })
}

type CallItem = Extract<ConversationItem, { readonly type: "mcp_call" }>

/** Tells that the call ran, and gives its item with what came of it. */
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

/** `always` where the tool does not say. */
const needsApproval = (tools: ReadonlyArray<Tool>, { serverLabel, name }: McpCall): boolean => {
  const tool = tools.find((each): each is McpTool => each.type === "mcp" && each.server_label === serverLabel)
  const rule = tool?.require_approval ?? "always"
  return typeof rule === "string" ? rule !== "never" : !isExempt(rule, name)
}

const isExempt = ({ always, never }: McpApprovalFilter, name: string): boolean =>
  always?.tool_names?.includes(name) !== true && never?.tool_names?.includes(name) === true
