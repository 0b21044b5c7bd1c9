import type { Notice, SessionState } from "./State.ts"

const keptNotices = 100

/** The state with one notice more; the last 100 are kept. */
export const notice = (state: SessionState, added: Notice): SessionState => ({
  ...state,
  notices: [...state.notices.slice(1 - keptNotices), added]
})
