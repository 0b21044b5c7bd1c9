/**
 * How long a peer has been silent, in time that this process was awake. Packets that come while a process is stopped,
 * starved or asleep wait to be told, and a clock that went on meanwhile says nothing of the peer.
 */

/** The most that one look counts, in ms: ten ticks. What is above it is a stall of this process. */
const maxStep = 100

export interface Silence {
  /** The peer was heard. */
  readonly broken: () => void
  /** Looks at the clock, and gives the silence so far in ms. To be asked every few ms. */
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
