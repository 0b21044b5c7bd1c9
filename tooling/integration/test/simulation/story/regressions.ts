/** Statuses that go back from one state to a later one. */
import type { PersistentMap, ResponseState, SessionState, TextSlot } from "@antiphon/session"

const textRank = { absent: 0, partial: 1, done: 2, failed: 2 } as const
const turnRank = { speaking: 0, stopped: 1, dropped: 2, committed: 3 } as const
const playbackRank = { none: 0, playing: 1, stopped: 2, cleared: 2 } as const

/** Each in words. What has the same identity has not changed. */
export const regressions = (before: SessionState, after: SessionState): ReadonlyArray<string> => [
  ...changed(before.responses, renamed(before.responses, after.responses), (was, is) => [
    ...(ended(was.status, is.status) ? [`response ${is.id}: ${was.status}, then ${is.status}`] : []),
    ...(playbackRank[was.playback ?? "none"] > playbackRank[is.playback ?? "none"]
      ? [`playback of ${is.id}: ${was.playback}, then ${is.playback}`]
      : [])
  ]),
  ...changed(before.items, after.items, (was, is) => [
    ...(ended(was.status, is.status) ? [`item ${is.id}: ${was.status}, then ${is.status}`] : []),
    ...(was.deleted && !is.deleted ? [`item ${is.id}: deleted, then back`] : []),
    ...slots(`arguments of ${is.id}`, was.arguments, is.arguments),
    ...[...was.parts].flatMap(([index, { text }]) =>
      slots(`text ${index} of ${is.id}`, text, is.parts.get(index)?.text)
    )
  ]),
  ...changed(before.turns, after.turns, (was, is) =>
    turnRank[was.status] > turnRank[is.status] ? [`turn ${is.itemId}: ${was.status}, then ${is.status}`] : []
  )
]

const ended = (was: string, is: string): boolean => was !== "in_progress" && was !== is

const slots = (name: string, was: TextSlot, is: TextSlot | undefined): ReadonlyArray<string> => {
  const is_ = is ?? { status: "absent", text: "" }
  if (textRank[was.status] > textRank[is_.status]) return [`${name}: ${was.status}, then ${is_.status}`]
  return textRank[was.status] === 2 && (was.text !== is_.text || was.status !== is_.status)
    ? [`${name}: changed after it was ${was.status}`]
    : []
}

/** Responses by the ids that they had before. The id of an ended response may be a later one's since. */
const renamed = (
  before: SessionState["responses"],
  after: SessionState["responses"]
): Pick<SessionState["responses"], "get"> => {
  const earlier = new Map<string, ResponseState>()
  if (after.size > before.size) {
    for (const [id, response] of after) {
      const first = id.slice(0, id.lastIndexOf("~"))
      if (id.includes("~") && !before.has(id) && !earlier.has(first)) earlier.set(first, response)
    }
  }
  return earlier.size === 0 ? after : { get: (id) => earlier.get(id) ?? after.get(id) }
}

const changed = <A>(
  before: PersistentMap<A>,
  after: Pick<PersistentMap<A>, "get">,
  compare: (was: A, is: A) => ReadonlyArray<string>
): ReadonlyArray<string> => {
  if (before === after) return []
  const found: Array<string> = []
  for (const [id, was] of before) {
    const is = after.get(id)
    if (is === undefined) found.push(`${id} is forgotten`)
    else if (is !== was) found.push(...compare(was, is))
  }
  return found
}
