/** Chooses which logged events are shown. */
import { textOf } from "./eventText.ts"
import type { EventLog, LogEntry } from "./EventLog.ts"
import { isAudio } from "./Tapped.ts"

/** The choices of the user. */
export interface EventFilter {
  /** `in` shows what the server sent, `out` what the page sent. */
  readonly direction: "both" | "in" | "out"
  /** Whether to show events that hold only audio. */
  readonly audio: boolean
  /** Whether to show only malformed events. */
  readonly onlyIssues: boolean
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
  hidden: new Set(),
  search: ""
}

/** The events that match a filter, in their order. */
export const matching = ({ entries }: EventLog, filter: EventFilter): ReadonlyArray<LogEntry> => {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    const { tapped, type } = entry
    if (filter.direction !== "both" && tapped.direction !== filter.direction) return false
    if (filter.onlyIssues && tapped.decoded._tag !== "Malformed") return false
    if (!filter.audio && isAudio(type) && tapped.decoded._tag !== "Malformed") return false
    if (filter.hidden.has(type)) return false
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

/** Shows a hidden type, or hides a shown one. */
export const toggleType = (filter: EventFilter, type: string): EventFilter => {
  const hidden = new Set(filter.hidden)
  if (!hidden.delete(type)) hidden.add(type)
  return { ...filter, hidden }
}
