/** Responses and which items are theirs. */
import type { Response } from "@antiphon/core"
import { endItem, showItem, updateItem } from "./items.ts"
import type { ResponseState, SessionState } from "./State.ts"
import { advance } from "./status.ts"
import { addResponse } from "./Usage.ts"

export const updateResponse = (
  state: SessionState,
  id: string,
  change: (response: ResponseState) => ResponseState
): SessionState => {
  const current = state.responses.get(id)
  const next = change(
    current ?? { id, status: "in_progress", response: undefined, items: new Map(), playback: undefined }
  )
  return next === current ? state : { ...state, responses: state.responses.with(id, next) }
}

/** A response began. */
export const beginResponse = (state: SessionState, response: Response): SessionState =>
  updateResponse(state, response.id, (current) => (current.response === undefined ? { ...current, response } : current))

/** A response ended; its output shows every item of it once more. Told twice, it is billed once. */
export const endResponse = (state: SessionState, response: Response): SessionState => {
  const output = response.output ?? []
  const before = state.responses.get(response.id)
  const billed = before !== undefined && before.status !== "in_progress"
  const ended = updateResponse(
    billed ? state : { ...state, usage: addResponse(state.usage, response.usage) },
    response.id,
    (current) =>
      billed
        ? current
        : {
            ...current,
            response,
            // A server that does not say how it ended has not said that it completed.
            status: advance(current.status, statusOf(response))
          }
  )
  const shown = output.reduce<SessionState>(
    (next, item, index) =>
      item.id === undefined ? next : showItem(ownItem(next, response.id, index, item.id), item, true),
    ended
  )
  return endItems(shown, response.id, "incomplete")
}

const statusOf = ({ status }: Response): string =>
  status === null || status === undefined || status === "in_progress" ? "incomplete" : status

/** A response of which no more can be learnt. */
export const failResponse = (state: SessionState, id: string): SessionState =>
  endItems(
    updateResponse(state, id, (current) => {
      const status = advance(current.status, "failed")
      return status === current.status ? current : { ...current, status }
    }),
    id,
    "failed"
  )

/** The items that a response left open end with it. A remote call may run on. */
const endItems = (state: SessionState, id: string, status: "incomplete" | "failed"): SessionState =>
  [...(state.responses.get(id)?.items.values() ?? [])].reduce(
    (next, itemId) => (next.items.get(itemId)?.item?.type === "mcp_call" ? next : endItem(next, itemId, status)),
    state
  )

/** An event said that an item belongs to a response. */
export const ownItem = (state: SessionState, responseId: string, index: number, itemId: string): SessionState =>
  updateItem(
    updateResponse(state, responseId, (current) =>
      current.items.get(index) === itemId ? current : { ...current, items: new Map(current.items).set(index, itemId) }
    ),
    itemId,
    (item) => (item.responseId === responseId ? item : { ...item, responseId })
  )
