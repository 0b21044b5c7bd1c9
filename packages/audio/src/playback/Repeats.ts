/**
 * Which events are repeats. A repeat has the type, the id and the content of one of the last events. Ids alone are not
 * trusted, because servers stamp one id on many events, use an id again, or send none.
 */

/** The fields of an event that matter for repeats. */
export interface Numbered {
  readonly type: string
  readonly event_id?: unknown
  readonly delta?: unknown
}

/** The events that a later one may repeat. A value, so that a step can be taken again. */
export interface Repeats {
  /** The last events with an id, oldest first. */
  readonly recent: ReadonlyArray<Numbered>
  /** Characters of their deltas. */
  readonly characters: number
  /** Whether ids say anything. */
  readonly trusted: boolean
}

const rememberedEvents = 64
/** Characters of the deltas remembered. The latest event is always among them. */
const rememberedCharacters = 1 << 20

/** Nothing came yet. */
export const noRepeats: Repeats = { recent: [], characters: 0, trusted: true }

const sizeOf = ({ delta }: Numbered): number => (typeof delta === "string" ? delta.length : 0)

const isSame = (a: Numbered, b: Numbered): boolean =>
  a === b || (a.type === b.type && a.delta === b.delta && JSON.stringify(a) === JSON.stringify(b))

/**
 * Whether an event is one of the last 64 once more, and what is remembered then. Once two different events of one type, or
 * three of any type, had one id, ids say nothing any more and no later event is a repeat.
 */
export const remember = (
  repeats: Repeats,
  event: Numbered
): { readonly isRepeat: boolean; readonly repeats: Repeats } => {
  const { event_id: id, type } = event
  if (!repeats.trusted || typeof id !== "string" || id === "") return { isRepeat: false, repeats }
  const before = repeats.recent.filter((each) => each.event_id === id)
  if (before.some((each) => isSame(each, event))) return { isRepeat: true, repeats }
  if (before.length > 1 || before.some((each) => each.type === type)) {
    return { isRepeat: false, repeats: { recent: [], characters: 0, trusted: false } }
  }
  let characters = repeats.characters + sizeOf(event)
  let first = 0
  for (const oldest of repeats.recent) {
    const isFull = repeats.recent.length - first >= rememberedEvents
    if (!isFull && characters <= rememberedCharacters) break
    characters -= sizeOf(oldest)
    first += 1
  }
  const recent = repeats.recent.slice(first)
  recent.push(event)
  return { isRepeat: false, repeats: { recent, characters, trusted: true } }
}
