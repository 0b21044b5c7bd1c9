/**
 * Finds repeated events. A repeat has the type, the id and the content of an earlier event. Ids alone are not trusted,
 * because servers stamp one id on many events, use an id again, or send none.
 */

/** The fields of an event that matter for repeats. */
interface Numbered {
  readonly type: string
  readonly event_id?: unknown
  readonly delta?: unknown
}

const rememberedEvents = 64
/** The most characters of remembered deltas. The latest event is always remembered. */
const rememberedCharacters = 1 << 20

const sizeOf = ({ delta }: Numbered): number => (typeof delta === "string" ? delta.length : 0)

const isSame = (a: Numbered, b: Numbered): boolean =>
  a === b || (a.type === b.type && a.delta === b.delta && JSON.stringify(a) === JSON.stringify(b))

/**
 * Returns a function that says whether an event repeats one of the last 64, and remembers it. After two different
 * events of one type, or three of any type, had the same id, ids are ignored and no later event is a repeat.
 */
export const makeRecent = (): ((event: Numbered) => boolean) => {
  const recent = new Map<string, ReadonlyArray<Numbered>>()
  let characters = 0
  let trusted = true

  const remember = (id: string, events: ReadonlyArray<Numbered>, added: Numbered): void => {
    recent.set(id, [...events, added])
    characters += sizeOf(added)
    for (const [oldest, gone] of recent) {
      if (recent.size <= rememberedEvents && (characters <= rememberedCharacters || recent.size === 1)) return
      recent.delete(oldest)
      for (const each of gone) characters -= sizeOf(each)
    }
  }
  return (event) => {
    const { event_id: id, type } = event
    if (!trusted || typeof id !== "string" || id === "") return false
    const before = recent.get(id) ?? []
    if (before.some((each) => isSame(each, event))) return true
    if (before.length > 1 || before.some((each) => each.type === type)) {
      trusted = false
      recent.clear()
    } else remember(id, before, event)
    return false
  }
}
