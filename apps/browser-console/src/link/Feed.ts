/** Collects what passed and shows it in batches. Lives as long as one connection. */
import type { Tapped } from "../state/Tapped.ts"

/** How often the page is updated, in ms. Faster changes could not be seen. */
const showEveryMs = 33

/** Batches the events of one connection. */
export interface Feed {
  /** Takes an event that passed. */
  readonly tap: (tapped: Tapped) => void
  /** Something changed that is not an event. */
  readonly changed: () => void
  /** Shows everything now. */
  readonly flush: () => void
}

/** Makes a feed that calls `show` with the events since the last call. */
export const makeFeed = (show: (events: ReadonlyArray<Tapped>) => void): Feed => {
  let waiting: Array<Tapped> = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const events = waiting
    waiting = []
    show(events)
  }
  const changed = (): void => {
    timer ??= setTimeout(flush, showEveryMs)
  }
  return {
    changed,
    flush,
    tap: (tapped) => {
      waiting.push(tapped)
      changed()
    }
  }
}
