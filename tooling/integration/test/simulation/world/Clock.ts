/** Time that passes only when nothing else can happen. It goes from one event to the next. Events of one time keep their order. */

/** Takes an event back. It does nothing once the event has happened. */
export type Cancel = () => void

export interface Clock {
  /** Ms since the story began, whatever wall clocks show. */
  readonly now: () => number
  /** Lets something happen after this time. It never happens before the caller has returned. */
  readonly after: (ms: number, happen: () => void) => Cancel
  /** Lets everything happen that is due by then. */
  readonly runUntil: (at: number) => void
  /** How many events are still to happen. */
  readonly pending: () => number
}

interface Event {
  readonly at: number
  readonly order: number
  happen: (() => void) | undefined
}

/** Events that one story may have. A story that needs more never comes to rest. */
const mostEvents = 200_000

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** A binary heap. */
const makeHeap = () => {
  const heap: Array<Event> = []
  return {
    first: (): Event | undefined => heap[0],
    push: (event: Event): void => {
      let at = heap.length
      while (at > 0) {
        const up = (at - 1) >> 1
        const parent = heap[up]
        if (parent === undefined || isBefore(parent, event)) break
        heap[at] = parent
        at = up
      }
      heap[at] = event
    },
    pop: (): void => {
      const last = heap.pop()
      if (last === undefined || heap.length === 0) return
      let at = 0
      for (;;) {
        let down = 2 * at + 1
        let child = heap[down]
        const other = heap[down + 1]
        if (child === undefined) break
        if (other !== undefined && isBefore(other, child)) {
          down += 1
          child = other
        }
        if (isBefore(last, child)) break
        heap[at] = child
        at = down
      }
      heap[at] = last
    }
  }
}

export const makeClock = (): Clock => {
  const heap = makeHeap()
  let now = 0
  let order = 0
  let pending = 0
  return {
    now: () => now,
    pending: () => pending,
    after: (ms, happen) => {
      const event: Event = { at: now + Math.max(0, ms), order: (order += 1), happen }
      if (order > mostEvents) throw new Error("the story never comes to rest")
      heap.push(event)
      pending += 1
      return () => {
        if (event.happen === undefined) return
        event.happen = undefined
        pending -= 1
      }
    },
    runUntil: (at) => {
      for (let event = heap.first(); event !== undefined && event.at <= at; event = heap.first()) {
        heap.pop()
        const { happen } = event
        if (happen === undefined) continue
        event.happen = undefined
        pending -= 1
        now = event.at
        happen()
      }
      now = Math.max(now, at)
    }
  }
}

/** Events that belong together and are taken back together, each in place of the one with the same name. */
export interface Alarms {
  readonly set: (name: string, ms: number, happen: () => void) => void
  readonly clear: (name: string) => void
  readonly clearAll: () => void
}

export const makeAlarms = (clock: Clock): Alarms => {
  const all = new Map<string, Cancel>()
  const clear = (name: string): void => {
    all.get(name)?.()
    all.delete(name)
  }
  return {
    clear,
    set: (name, ms, happen) => {
      clear(name)
      const cancel = clock.after(ms, () => {
        all.delete(name)
        happen()
      })
      all.set(name, cancel)
    },
    clearAll: () => {
      for (const cancel of all.values()) cancel()
      all.clear()
    }
  }
}
