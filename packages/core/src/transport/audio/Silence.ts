/**
 * How long a peer has been silent, in time that this process was awake. Packets that arrive while a process is stopped,
 * starved or asleep wait. A clock that went on meanwhile says nothing about the peer.
 */

/** The most that one look counts, in ms. It is ten ticks. More than that is a stall of this process. */
const maxStep = 100

export interface Silence {
  /** A packet or an event of the peer arrived. */
  readonly broken: () => void
  /** Looks at the clock and returns the silence so far in ms. Call it every few milliseconds. */
  readonly at: (now: number) => number
}

export const makeSilence = (from: number): Silence => {
  let before = from
  let silentMs = 0
  return {
    broken: () => {
      silentMs = 0
    },
    at: (now) => {
      silentMs += Math.min(Math.max(0, now - before), maxStep)
      before = now
      return silentMs
    }
  }
}
