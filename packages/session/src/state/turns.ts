/** The user's turns, as the server detects them. */
import type { SessionState, Turn } from "./SessionState.ts"

/** A status of a higher rank is not taken back. A commit wins over a clear that crossed it. */
const rank = { speaking: 0, stopped: 1, dropped: 2, committed: 3 } as const

/** Takes news of a turn. Offsets stay as they first came, and the status only goes forward. */
export const updateTurn = (
  state: SessionState,
  itemId: string,
  news: {
    readonly status: Turn["status"]
    readonly audioStartMs?: number | null | undefined
    readonly audioEndMs?: number | null | undefined
  }
): SessionState => {
  const current = state.turns.get(itemId)
  return {
    ...state,
    turns: state.turns.with(itemId, {
      itemId,
      status: current !== undefined && rank[current.status] > rank[news.status] ? current.status : news.status,
      audioStartMs: current?.audioStartMs ?? news.audioStartMs ?? undefined,
      audioEndMs: current?.audioEndMs ?? news.audioEndMs ?? undefined
    })
  }
}

/** The server forgot the user's audio. The current turn will be no item. */
export const dropTurn = (state: SessionState): SessionState => {
  const { last } = state.turns
  return last === undefined || rank[last.status] >= rank.dropped
    ? state
    : updateTurn(state, last.itemId, { status: "dropped" })
}
