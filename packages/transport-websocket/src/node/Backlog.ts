/**
 * The bytes that all connections of a listener hold unread together. Each connection has a bound of its own, but a
 * hundred bounds add up to more than the memory of a process.
 */
import { TransportError } from "@antiphon/core"

/**
 * Unread bytes of all connections of one listener. Past it the connection that holds most of them ends with `Overflow`.
 */
export const maxBacklogBytes = 64 * 1024 * 1024

/** The part of one connection. */
export interface Share {
  readonly add: (bytes: number) => void
  /** All of it was read. */
  readonly clear: () => void
  /** The connection has ended. */
  readonly leave: () => void
}

export interface Backlog {
  /** Takes part, until `leave`. `shed` must end the connection. */
  readonly join: (shed: (error: TransportError) => void) => Share
}

interface Held {
  readonly shed: (error: TransportError) => void
  events: number
  bytes: number
}

export const makeBacklog = (limit: number = maxBacklogBytes): Backlog => {
  const all = new Set<Held>()
  let total = 0

  const shedLargest = () => {
    let largest: Held | undefined
    for (const held of all) if (held.bytes > (largest?.bytes ?? 0)) largest = held
    if (largest === undefined) return
    const { bytes, events, shed } = largest
    forget(largest)
    all.delete(largest)
    shed(TransportError.overflow({ events, bytes, limit: `${limit} bytes of all connections` }))
  }
  const forget = (held: Held) => {
    total -= held.bytes
    held.bytes = 0
    held.events = 0
  }
  return {
    join: (shed) => {
      const own: Held = { shed, events: 0, bytes: 0 }
      all.add(own)
      return {
        add: (bytes) => {
          if (!all.has(own)) return
          own.bytes += bytes
          own.events += 1
          total += bytes
          if (total > limit) shedLargest()
        },
        clear: () => forget(own),
        leave: () => {
          forget(own)
          all.delete(own)
        }
      }
    }
  }
}
