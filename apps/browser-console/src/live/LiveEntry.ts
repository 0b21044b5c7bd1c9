/** The events of a Live session, as the page lists them. */
import type { Decoded } from "@antiphon/core"

/** An event that passed. */
export interface LiveEntry {
  readonly id: number
  readonly direction: "in" | "out"
  /** Milliseconds since the connection was requested. */
  readonly at: number
  readonly type: string
  /** The event as JSON, or the frame that is no event. */
  readonly text: string
}

/** The events that are kept. The oldest one is dropped. */
const most = 500

/** The longest text of an event. */
const mostChars = 20_000

/** Adds an event. */
export const appended = (
  entries: ReadonlyArray<LiveEntry>,
  {
    at,
    decoded,
    direction
  }: Pick<LiveEntry, "at" | "direction"> & { readonly decoded: Decoded<{ readonly type: string }> }
): ReadonlyArray<LiveEntry> => {
  const [type, value] =
    decoded._tag === "Malformed"
      ? [decoded.error.type ?? "not an event", decoded.error.raw]
      : [String(decoded.event.type), decoded.event]
  const text = typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "")
  const id = (entries.at(-1)?.id ?? -1) + 1
  return [...entries.slice(1 - most), { id, at, direction, type, text: text.slice(0, mostChars) }]
}
