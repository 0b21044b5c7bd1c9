/** Chooses which logged events are shown. */
import { textOf } from "./eventText.ts"
import type { EventLog, LogEntry } from "./EventLog.ts"
import { isIssue } from "./issueOf.ts"
import { isAudio } from "./Tapped.ts"

/** The choices of the user. */
export interface EventFilter {
  /** `in` shows what the server sent, `out` what the page sent. */
  readonly direction: "both" | "in" | "out"
  /** Whether to show events that hold only audio. */
  readonly audio: boolean
  /** Whether to show only events with issues. */
  readonly onlyIssues: boolean
  /** The one type to show, or `undefined` for all but the hidden ones. */
  readonly only: string | undefined
  /** The types to leave out. */
  readonly hidden: ReadonlySet<string>
  /** Words that must all occur in an event, in any case. */
  readonly search: string
}

/** Shows everything but audio. */
export const openFilter: EventFilter = {
  direction: "both",
  audio: false,
  onlyIssues: false,
  only: undefined,
  hidden: new Set(),
  search: ""
}

/** The events that match a filter, in their order. */
export const matching = ({ entries }: EventLog, filter: EventFilter): ReadonlyArray<LogEntry> => {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    const { tapped, type } = entry
    if (filter.direction !== "both" && tapped.direction !== filter.direction) return false
    if (filter.only !== undefined) {
      if (type !== filter.only) return false
    } else if (filter.hidden.has(type)) return false
    if (filter.onlyIssues && !isIssue(tapped)) return false
    if (filter.only === undefined && !filter.audio && isAudio(type) && tapped.decoded._tag !== "Malformed") return false
    if (words.length === 0) return true
    const text = `${type} ${textOf(tapped)}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** The types of a log with their counts, sorted by name. */
export const countTypes = ({ entries }: EventLog): ReadonlyArray<readonly [type: string, count: number]> => {
  const counts = new Map<string, number>()
  for (const { type } of entries) counts.set(type, (counts.get(type) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => a.localeCompare(b))
}

/** Shows a hidden type, or hides a shown one. If only one type is shown, all are shown again. */
export const toggleType = (filter: EventFilter, type: string): EventFilter => {
  if (filter.only !== undefined) return { ...filter, only: undefined }
  const hidden = new Set(filter.hidden)
  if (!hidden.delete(type)) hidden.add(type)
  return { ...filter, hidden }
}

/** Shows only one type, or all types again if it is the only one already. */
export const onlyType = (filter: EventFilter, type: string): EventFilter => ({
  ...filter,
  only: filter.only === type ? undefined : type
})

/** The number of types that a filter leaves out. */
export const hiddenTypes = ({ hidden, only }: EventFilter, all: number): number =>
  only === undefined ? hidden.size : Math.max(0, all - 1)
