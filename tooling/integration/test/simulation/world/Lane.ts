/** One direction of a wire. What enters at one end leaves at the other, whole and in order, after a bounded time. */
import type { Clock } from "./Clock.ts"
import type { Numbers } from "./Numbers.ts"

export interface Lane<M> {
  /** Puts a message on the wire. `moreMs` holds it back, and with it everything behind it. */
  readonly write: (message: M, moreMs?: number) => void
  /** Holds everything back from now on. */
  readonly stall: () => void
  /** Delivers what was held, in order. */
  readonly resume: () => void
  /** Nothing is delivered any more. */
  readonly sever: () => void
  /** Messages written and not yet delivered. */
  readonly underWay: () => number
}

/** How long a frame takes, ms. `undefined` is at once. */
export interface Latency {
  readonly leastMs: number
  readonly mostMs: number
}

export const makeLane = <M>(
  clock: Clock,
  latency: Latency | undefined,
  numbers: Numbers,
  deliver: (message: M) => void
): Lane<M> => {
  const held: Array<M> = []
  let last = 0
  let underWay = 0
  let stalled = false
  let severed = false

  const hand = (message: M): void => {
    underWay -= 1
    if (!severed) deliver(message)
  }
  return {
    write: (message, moreMs = 0) => {
      if (severed) return
      const travelMs = latency === undefined ? 0 : numbers.between(latency.leastMs, latency.mostMs)
      last = Math.max(last, clock.now() + travelMs + moreMs)
      underWay += 1
      clock.after(last - clock.now(), () => {
        if (stalled) held.push(message)
        else hand(message)
      })
    },
    stall: () => {
      stalled = true
    },
    resume: () => {
      stalled = false
      for (const message of held.splice(0)) hand(message)
    },
    sever: () => {
      severed = true
      held.length = 0
    },
    underWay: () => underWay
  }
}
