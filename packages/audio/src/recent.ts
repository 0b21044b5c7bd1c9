import type { OutputEvent } from "./events.ts"

const rememberedIds = 64

/** Whether an event is one of the last 64, by its type and its id; asked, it remembers the event. */
export const makeRecent = (): ((event: OutputEvent) => boolean) => {
  const recent = new Set<string>()
  return ({ event_id, type }) => {
    const name = `${type} ${event_id}`
    if (recent.has(name)) return true
    recent.add(name)
    const [oldest] = recent
    if (recent.size > rememberedIds && oldest !== undefined) recent.delete(oldest)
    return false
  }
}
