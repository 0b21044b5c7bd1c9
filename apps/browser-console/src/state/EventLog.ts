/** The newest events of a connection, bounded in number and in audio, and the count of older ones. */
import { type Tapped, typeOf } from "./Tapped.ts"

/** An event of the log. */
export interface LogEntry {
  /** Counts from 0, in the order in which the events passed. */
  readonly id: number
  /** The type of the event, or why it is not one. */
  readonly type: string
  readonly tapped: Tapped
}

/** The events of one connection. */
export interface EventLog {
  /** Oldest first. */
  readonly entries: ReadonlyArray<LogEntry>
  /** The id of the next event. */
  readonly next: number
  /** The characters of audio in the entries. */
  readonly audioSize: number
}

/** The limits of a log. Beyond either, the oldest events are dropped. */
export const logLimits = { entries: 5000, audioSize: 16 * 1024 * 1024 }

/** The log before the first event. */
export const emptyLog: EventLog = { entries: [], next: 0, audioSize: 0 }

/** Adds events at the end of a log. */
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

/** The number of dropped events. */
export const forgotten = ({ entries, next }: EventLog): number => next - entries.length

/** Makes the entry of an event. */
const entryOf = (tapped: Tapped, id: number): LogEntry => ({ id, type: typeOf(tapped), tapped })

/** The characters of audio in an event. */
const audioSizeOf = ({ decoded }: Tapped): number => {
  if (decoded._tag === "Malformed") return typeof decoded.error.raw === "string" ? decoded.error.raw.length : 0
  const { event } = decoded
  if (event.type === "input_audio_buffer.append" && "audio" in event && typeof event.audio === "string") {
    return event.audio.length
  }
  return "delta" in event && typeof event.delta === "string" ? event.delta.length : 0
}
