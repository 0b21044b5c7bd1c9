/** Collects what passed and shows it in batches. Lives as long as one connection. */
import { isAudio, type Tapped, typeOf } from "../state/Tapped.ts"

/** How soon the page shows an event, in ms. Sooner could not be seen. */
const eventMs = 40
/** How soon it shows more sound, in ms. Sound comes all the time, and only lengths, waves and counts depend on it. */
const soundMs = 120

/** Batches the events of one connection. */
export interface Feed {
  /** Takes an event that passed. */
  readonly tap: (tapped: Tapped) => void
  /** Something changed that is not an event. */
  readonly changed: () => void
  /** More was heard. */
  readonly sounded: () => void
  /** Shows everything now. */
  readonly flush: () => void
}

/** Makes a feed that calls `show` with the events since the last call. */
export const makeFeed = (show: (events: ReadonlyArray<Tapped>) => void): Feed => {
  let waiting: Array<Tapped> = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let dueAt = Infinity
  const flush = (): void => {
    clearTimeout(timer)
    dueAt = Infinity
    const events = waiting
    waiting = []
    show(events)
  }
  const within = (ms: number): void => {
    const at = performance.now() + ms
    if (at >= dueAt) return
    clearTimeout(timer)
    dueAt = at
    timer = setTimeout(flush, ms)
  }
  return {
    changed: () => within(eventMs),
    sounded: () => within(soundMs),
    flush,
    tap: (tapped) => {
      waiting.push(tapped)
      within(isAudio(typeOf(tapped)) ? soundMs : eventMs)
    }
  }
}
