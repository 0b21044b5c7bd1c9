/** The words of a live conversation, as lines that are printed once. */
import { conversation, heardOf, type ItemState, roleOf, type SessionState, textOf } from "@antiphon/session"

/** What was said, and by which side. */
export interface Line {
  /** The item, or the notice, so that each is printed once. */
  readonly id: string
  readonly who: string
  readonly text: string
}

/** What is known of the conversation and its playback. */
export interface Moment {
  readonly state: SessionState
  /** Whether everything that came has been played. */
  readonly isQuiet: boolean
  /** The ids of the lines that were printed. */
  readonly printed: ReadonlySet<string>
}

/**
 * The lines that are finished and not printed yet. The user's words are finished with their transcript. The model's are once
 * they were played or interrupted, so that they stand behind the user's.
 */
export const finished = ({ isQuiet, printed, state }: Moment): ReadonlyArray<Line> => [
  ...conversation(state).flatMap((item) => {
    const line = printed.has(item.id) ? undefined : lineOf(item, isQuiet)
    return line === undefined ? [] : [line]
  }),
  ...[...state.items.values()].flatMap(({ deleted, id, responseId }) =>
    deleted && responseId !== undefined && !printed.has(id)
      ? [{ id, who: "assistant", text: "(interrupted before it was heard)" }]
      : []
  ),
  ...[...state.responses.values()].flatMap(({ id, response, status }) => {
    const why = response?.status_details?.error?.message
    return status === "failed" && !printed.has(id) ? [{ id, who: "failed", text: why ?? "the response failed" }] : []
  })
]

/** What the model says now. */
export const unfinished = ({ printed, state }: Moment): string => {
  const item = conversation(state).findLast(({ responseId }) => responseId !== undefined)
  return item === undefined || printed.has(item.id) ? "" : textOf(item)
}

const lineOf = (item: ItemState, isQuiet: boolean): Line | undefined => {
  const parts = [...item.parts.values()]
  const { id, responseId, status } = item
  if (responseId === undefined) {
    const why = parts.find(({ text }) => text.status === "failed")?.text.error?.message
    const isDone = parts.length > 0 && parts.every(({ text }) => text.status === "done")
    if (why !== undefined) return { id, who: "you", text: `(no words: ${why})` }
    return isDone && roleOf(item) === "user" ? { id, who: "you", text: textOf(item) } : undefined
  }
  const wasCut = parts.some(({ truncatedAtMs }) => truncatedAtMs !== undefined)
  if (wasCut) {
    const heard = parts.map((part) => heardOf(part).text.trim()).join("\n")
    return { id, who: "assistant", text: `${heard}… (interrupted)` }
  }
  if (status === "in_progress" || !isQuiet || item.item?.type !== "message") return undefined
  return { id, who: "assistant", text: textOf(item) }
}
