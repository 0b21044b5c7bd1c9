/**
 * Which events are repeats. A repeat has the type, the id and the content of one of the last events. Ids alone are not
 * trusted, because servers stamp one id on many events, use an id again, or send none.
 */
import { PersistentMap } from "./PersistentMap.ts"

/** The fields of an event that matter for repeats. */
export interface Numbered {
  readonly type: string
  readonly event_id?: unknown
  readonly delta?: unknown
}

/**
 * The events that a later one may repeat. A value, so that a step can be taken again. Events are found by their ids, because
 * a look at each of the last 64 would read as many objects for every event.
 */
export interface Repeats {
  /** The newest events, by id. */
  readonly recent: ById
  /** Those before them. They are forgotten once `recent` is full and takes their place. */
  readonly older: ById
  /** Characters of the events in `recent`. */
  readonly characters: number
  /** Whether ids say anything. */
  readonly trusted: boolean
}

/** Events of one id. Those of several types may have the same. */
type ById = PersistentMap<ReadonlyArray<Numbered>>

const rememberedIds = 64
/** Characters after which `recent` is full. The latest event is always remembered. */
const rememberedCharacters = 1 << 20

/** Nothing came yet. */
export const noRepeats: Repeats = {
  recent: PersistentMap.empty(),
  older: PersistentMap.empty(),
  characters: 0,
  trusted: true
}

/** The characters of a value. A peer may put them into any field, also into the id. */
const sizeOf = (value: unknown): number => {
  if (typeof value === "string") return value.length
  if (typeof value !== "object" || value === null) return 1
  return Object.values(value).reduce<number>((sum, each) => sum + sizeOf(each), 1)
}

const isSame = (a: Numbered, b: Numbered): boolean =>
  a === b || (a.type === b.type && a.delta === b.delta && JSON.stringify(a) === JSON.stringify(b))

/**
 * Whether an event is one of the last 64 once more, and what is remembered then. Some of the events before them are still
 * known too. Once two different events of one type, or three of any type, had one id, ids say nothing any more and no later
 * event is a repeat.
 */
export const remember = (
  repeats: Repeats,
  event: Numbered
): { readonly isRepeat: boolean; readonly repeats: Repeats } => {
  const { event_id: id, type } = event
  const { characters, older, recent, trusted } = repeats
  if (!trusted || typeof id !== "string" || id === "") return { isRepeat: false, repeats }
  const latest = recent.get(id) ?? []
  const before = [...(older.get(id) ?? []), ...latest]
  if (before.some((each) => isSame(each, event))) return { isRepeat: true, repeats }
  if (before.length > 1 || before.some((each) => each.type === type)) {
    return { isRepeat: false, repeats: { ...noRepeats, trusted: false } }
  }
  const size = sizeOf(event)
  const isFull = recent.size >= rememberedIds || characters + size > rememberedCharacters
  return {
    isRepeat: false,
    repeats: isFull
      ? {
          recent: PersistentMap.empty<ReadonlyArray<Numbered>>().with(id, [event]),
          older: recent,
          characters: size,
          trusted
        }
      : { recent: recent.with(id, [...latest, event]), older, characters: characters + size, trusted }
  }
}
