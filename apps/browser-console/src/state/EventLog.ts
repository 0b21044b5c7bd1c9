/** What the inspector holds: the newest events, and how many went before them. */
import { type Tapped, typeOf } from "./Tapped.ts"

export interface LogEntry {
  /** Counts from 0, in the order in which the events passed. */
  readonly id: number
  readonly type: string
  readonly tapped: Tapped
}

export interface EventLog {
  /** Oldest first. */
  readonly entries: ReadonlyArray<LogEntry>
  /** The id of the next event. */
  readonly next: number
  /** Characters of audio that the entries hold. */
  readonly audioSize: number
}

/** Beyond either of these the oldest go. */
export const logLimits = { entries: 5000, audioSize: 16 * 1024 * 1024 }

export const emptyLog: EventLog = { entries: [], next: 0, audioSize: 0 }

/** The log with more events at its end. */
export const append = (log: EventLog, more: ReadonlyArray<Tapped>, limits = logLimits): EventLog => {
  if (more.length === 0) return log
  const all = [...log.entries, ...more.map((tapped, index) => entryOf(tapped, log.next + index))]
  let audioSize = more.reduce((sum, tapped) => sum + audioSizeOf(tapped), log.audioSize)
  let from = Math.max(0, all.length - limits.entries)
  for (const { tapped } of all.slice(0, from)) audioSize -= audioSizeOf(tapped)
  for (const { tapped } of all.slice(from, -1)) {
    if (audioSize <= limits.audioSize) break
    audioSize -= audioSizeOf(tapped)
    from += 1
  }
  return { entries: from === 0 ? all : all.slice(from), next: log.next + more.length, audioSize }
}

/** How many events are no longer held. */
export const forgotten = ({ entries, next }: EventLog): number => next - entries.length

const entryOf = (tapped: Tapped, id: number): LogEntry => ({ id, type: typeOf(tapped), tapped })

const audioSizeOf = ({ decoded }: Tapped): number => {
  if (decoded._tag === "Malformed") return typeof decoded.error.raw === "string" ? decoded.error.raw.length : 0
  const { event } = decoded
  if (event.type === "input_audio_buffer.append" && "audio" in event && typeof event.audio === "string") {
    return event.audio.length
  }
  return "delta" in event && typeof event.delta === "string" ? event.delta.length : 0
}
