/**
 * The model's calls of functions, and remote calls that wait for an approval. Calls that ended completed run at once. Each output
 * is added as it comes. After the last output of a response, the next response is asked for.
 */
import type { ConversationItem, McpApprovalRequestItem } from "@antiphon/core/shapes"
import { type Call, callOf } from "../state/selectors.ts"
import { inOutput } from "../state/responses.ts"
import type { SessionState } from "../state/SessionState.ts"
import { addItem } from "./addItem.ts"
import type { Draft } from "./Draft.ts"
import { without, withoutKey } from "./without.ts"
import { ask } from "./requests.ts"

/** The calls of a response that may run, first to last, each once by the id of the call. */
export const callsOf = (state: SessionState, responseId: string): ReadonlyArray<Call> => [
  ...new Map(
    itemsOf(state, responseId).flatMap((id) => {
      const item = state.items.get(id)
      const call = item === undefined ? undefined : callOf(item)
      return call === undefined ? [] : [[call.callId, call] as const]
    })
  ).values()
]

/** The items of a response by output index. None if the response is not known. */
const itemsOf = ({ responses }: SessionState, responseId: string): ReadonlyArray<string> => {
  const response = responses.get(responseId)
  return response === undefined ? [] : inOutput(response)
}

/**
 * Runs the calls of a response that has ended. The model is asked to go on only if the response completed. A call whose output is
 * still awaited is the same call, shown once more. Once the output is there, a call of that id is another one, because servers that
 * count calls use their ids again.
 */
export const run = (draft: Draft, responseId: string): void => {
  const { link } = draft
  if (!draft.state.options.runsTools) return
  const awaited = new Set([...link.batches.values()].flatMap(({ callIds }) => callIds))
  const calls = callsOf(draft.session, responseId).filter(({ callId }) => !awaited.has(callId))
  if (calls.length === 0) return
  const batch = draft.id("calls")
  const speaks = draft.session.responses.get(responseId)?.status === "completed"
  const callIds = calls.map(({ callId }) => callId)
  draft.updateLink({ batches: new Map(link.batches).set(batch, { callIds, speaks }) })
  draft.output({ _tag: "RunTools", batch, calls })
}

/** The user interrupted. What runs is stopped, its output says so, and no response is asked for. */
export const stop = (draft: Draft): void => {
  const { link } = draft
  if (link.batches.size === 0) return
  draft.updateLink({
    batches: new Map([...link.batches].map(([id, batch]) => [id, { ...batch, speaks: false }]))
  })
  draft.output({ _tag: "StopTools" })
}

/** A call has run. Its output waits for no other call. */
export const answered = (draft: Draft, batch: string, callId: string, output: string): void => {
  if (draft.link.batches.get(batch)?.callIds.includes(callId) !== true) return
  const item = { type: "function_call_output", call_id: callId, output } as const
  addItem(draft, item, undefined, { _tag: "ToolOutput", batch, callId })
}

/** The output of a call is added. The response is asked for after the last. */
export const added = (draft: Draft, id: string, callId: string): void => {
  const batch = draft.link.batches.get(id)
  if (batch === undefined) return
  const callIds = batch.callIds.filter((each) => each !== callId)
  if (callIds.length > 0)
    return draft.updateLink({ batches: new Map(draft.link.batches).set(id, { ...batch, callIds }) })
  drop(draft, id)
  return batch.speaks ? ask(draft, {}, undefined) : undefined
}

/** An output could not be added. Outputs of the same response that come later are not added, either. */
export const drop = (draft: Draft, id: string): void => {
  draft.updateLink({ batches: withoutKey(draft.link.batches, id) })
}

/** An item is done. A request for an approval is passed on, and a remote call that was approved is spoken of. */
export const itemDone = (draft: Draft, item: ConversationItem): void => {
  const { link } = draft
  if (item.type === "mcp_approval_request" && "arguments" in item && draft.state.options.approves) {
    draft.updateLink({ approved: new Set(link.approved).add(item.id) })
    draft.output({ _tag: "AskApproval", request: item })
  }
  if (item.type !== "mcp_call" || !("approval_request_id" in item)) return
  const request = item.approval_request_id ?? ""
  if (!link.approved.has(request)) return
  draft.updateLink({ approved: without(link.approved, request) })
  ask(draft, {}, undefined)
}

/** The application allowed a remote call, or did not. The server waits for an answer in any case. */
export const approvalGiven = (draft: Draft, requestId: McpApprovalRequestItem["id"], allowed: boolean): void => {
  if (!draft.link.approved.has(requestId)) return
  const item = {
    type: "mcp_approval_response",
    id: draft.id("item"),
    approval_request_id: requestId,
    approve: allowed
  } as const
  addItem(draft, item, undefined, { _tag: "Nothing" })
}
