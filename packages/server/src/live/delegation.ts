/** Work that the model hands over. A call of the engine is a delegation. */
import type { ConversationItem } from "@antiphon/core/shapes"
import { remember } from "./settings.ts"
import type { LiveState } from "./State.ts"
import { fresh, type LiveStep, output, placeOf, send, andThen } from "./Step.ts"

/** The delegations that may be answered. Older ones are forgotten. */
const maxDelegations = 256

/** Hands work to whom the session names. */
export const delegate = (before: LiveState): LiveStep => {
  const [state, id] = fresh(before, "deleg")
  const target = state.session.delegation?.type ?? "client"
  return send(
    { ...state, delegations: [...state.delegations, id].slice(-maxDelegations) },
    { type: "session.delegation.created", delegation: { id, target }, offset_ms: placeOf(state.sent) }
  )
}

/** The engine finished a call. For a Responses model, its stream follows. */
export const endCall = (state: LiveState): LiveStep => {
  const { call } = state
  if (call === undefined) return output(state)
  const handed = delegate({ ...state, call: undefined })
  if (state.session.delegation?.type !== "responses") return handed
  return andThen(handed, (each) => {
    const delegation_id = each.delegations.at(-1) ?? ""
    const [named, responseId] = fresh(each, "resp")
    const item = {
      type: "function_call",
      id: `fc_${call.id}`,
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
      status: "completed"
    }
    const response = { id: responseId, object: "response", output: [item] }
    const known: ConversationItem = {
      type: "function_call",
      call_id: call.id,
      name: call.name,
      arguments: call.arguments
    }
    const remembered = remember(named, { item: known, audio: [] })
    return [
      { type: "response.created", response: { ...response, output: [], status: "in_progress" } },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { ...response, status: "completed" } }
    ].reduce(
      (step, event) => andThen(step, (next) => send(next, { type: "response.event", event, delegation_id })),
      output(remembered)
    )
  })
}
