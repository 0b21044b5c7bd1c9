/** Responses and which items are theirs. */
import type { Response } from "@antiphon/core"
import { showItem, updateItem } from "./items.ts"
import type { ResponseState, SessionState } from "./State.ts"
import { advance } from "./status.ts"

const updateResponse = (
  state: SessionState,
  id: string,
  change: (response: ResponseState) => ResponseState
): SessionState => {
  const current = state.responses.get(id)
  const next = change(current ?? { id, status: "in_progress", response: undefined, items: new Map() })
  return next === current ? state : { ...state, responses: new Map(state.responses).set(id, next) }
}

/** A response began. */
export const beginResponse = (state: SessionState, response: Response): SessionState =>
  updateResponse(state, response.id, (current) => (current.response === undefined ? { ...current, response } : current))

/** A response ended; its output shows every item of it once more. */
export const endResponse = (state: SessionState, response: Response): SessionState => {
  const output = response.output ?? []
  const ended = updateResponse(state, response.id, (current) => ({
    ...current,
    response,
    // A server that does not say how it ended has not said that it completed.
    status: advance(current.status, response.status ?? "incomplete")
  }))
  return output.reduce<SessionState>(
    (next, item, index) =>
      item.id === undefined ? next : showItem(ownItem(next, response.id, index, item.id), item, true),
    ended
  )
}

/** An event said that an item belongs to a response. */
export const ownItem = (state: SessionState, responseId: string, index: number, itemId: string): SessionState =>
  updateItem(
    updateResponse(state, responseId, (current) =>
      current.items.get(index) === itemId ? current : { ...current, items: new Map(current.items).set(index, itemId) }
    ),
    itemId,
    (item) => (item.responseId === responseId ? item : { ...item, responseId })
  )
