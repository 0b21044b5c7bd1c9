/** Notices of what went wrong. They are bounded in number and in size, whatever a server sends. */
import { ProtocolError, type ProtocolIssue } from "@antiphon/core"
import { cutText } from "@antiphon/core/boundary"
import type { ErrorDetail } from "@antiphon/core/shapes"
import type { Notice, SessionState } from "./SessionState.ts"
import { mostText } from "./textSlot.ts"

const keptNotices = 100
/** Issues of one notice. */
const keptIssues = 5
/** Characters of each text. */
const keptText = 2000
/** Characters of a type, a code, an id or an issue. */
const keptName = 200

/** The state with one notice more. The last 100 are kept. */
export const notice = (state: SessionState, added: Notice): SessionState => ({
  ...state,
  notices: [...state.notices.slice(1 - keptNotices), added]
})

/** A text of at most `most` characters. A notice lives long, so it keeps nothing else of the text in memory. */
export const cut = (text: string, most = keptText): string => cutText(text, most)

/** The first issues, with short paths and messages. */
const fewIssues = (issues: ReadonlyArray<ProtocolIssue>): ReadonlyArray<ProtocolIssue> =>
  issues.slice(0, keptIssues).map(({ message, path }) => ({
    path: path.slice(0, 32).map((key) => (typeof key === "string" ? cut(key, keptName) : key)),
    message: cut(message, keptName)
  }))

/** The error as a notice keeps it, with a few issues and nothing of the frame. */
export const malformed = ({ issues, reason, type }: ProtocolError): Notice => ({
  _tag: "Malformed",
  error: new ProtocolError({
    reason,
    type: type === undefined ? undefined : cut(type, keptName),
    issues: fewIssues(issues),
    raw: undefined
  })
})

/** The event counted, and some of its values did not. */
export const unfamiliar = (type: string, issues: ReadonlyArray<ProtocolIssue>): Notice => {
  const few = fewIssues(issues)
  const places = few.map(({ message, path }) => `${path.join(".")} ${message}`).join(", ")
  return {
    _tag: "Unfamiliar",
    type,
    issues: few,
    error: { message: `${type} came with values of an unfamiliar shape, which were left out or translated: ${places}` }
  }
}

/** The event was left out as a repeat. */
export const repeated = (type: string): Notice => ({
  _tag: "Repeated",
  type: cut(type, keptName),
  error: { message: `${cut(type, keptName)} came twice with one event_id and counts once` }
})

/** A text has become as long as it may by pieces. Its whole text counts all the same, if it comes. */
export const textFull = (itemId: string): Notice => ({
  _tag: "TextFull",
  itemId: cut(itemId, keptName),
  error: {
    message: `a text of item ${cut(itemId, keptName)} has reached ${mostText} characters, and more pieces are left out`
  }
})

/** More of a text came after the text had ended. Notes an item once, until something else is to be noted. */
export const noticeLate = (state: SessionState, id: string): SessionState => {
  const itemId = cut(id, keptName)
  const last = state.notices.at(-1)
  if (last?._tag === "TextLate" && last.itemId === itemId) return state
  const message = `a text of item ${itemId} went on after its end`
  return notice(state, { _tag: "TextLate", itemId, error: { message } })
}

/** What a server said of an error, within bounds. */
export const bounded = (error: ErrorDetail): ErrorDetail => ({
  ...error,
  ...(typeof error.type === "string" ? { type: cut(error.type, keptName) } : {}),
  message: cut(error.message),
  ...(typeof error.code === "string" ? { code: cut(error.code, keptName) } : {}),
  ...(typeof error.param === "string" ? { param: cut(error.param, keptName) } : {}),
  ...(typeof error.event_id === "string" ? { event_id: cut(error.event_id, keptName) } : {})
})
