/** Notices of what went wrong. They are bounded in number and in size, whatever a server sends. */
import type { Decoded, ProtocolIssue } from "@antiphon/core"
import { formatPath } from "@antiphon/core"
import { cutText } from "@antiphon/core/boundary"
import type * as Live from "@antiphon/core/live"
import type { LiveNotice, LiveState } from "./State.ts"

const mostNotices = 100
const mostText = 2000

/** The state with one notice more. */
export const notice = (state: LiveState, kind: LiveNotice["kind"], message: string): LiveState => ({
  ...state,
  notices: [...state.notices.slice(1 - mostNotices), { kind, message: cutText(message, mostText) }]
})

/** The state with what was left out of a frame. */
export const noticeMisfits = (state: LiveState, decoded: Decoded<Live.ServerEvent>): LiveState => {
  if (decoded._tag === "Malformed") return notice(state, "malformed", decoded.error.message)
  if (decoded._tag !== "Known" || decoded.issues === undefined || decoded.issues.length === 0) return state
  const places = decoded.issues.map(({ message, path }: ProtocolIssue) => `${formatPath(path)} ${message}`).join(", ")
  const { type } = decoded.event
  return notice(state, "unfamiliar", `${type} came with values of an unfamiliar shape, which were left out: ${places}`)
}
