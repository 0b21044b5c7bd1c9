/** Decides which faults happen when, as a pure function of a seed and the number of an event. */

/**
 * A way in which a connection misbehaves.
 *
 * - `late` holds back an event, and so all events behind it, for 100 ms to 2 s.
 * - `duplicate` sends an event twice.
 * - `malformed` sends, in place of an event, a frame that is no event or that has the wrong shape.
 * - `cut` closes the connection with 1011 in place of an event.
 * - `expire` ends the session in place of an event with `session_expired` and close 1001, as if its time were up.
 * - `half-open` lets nothing more through in either direction from an event on, and neither side is notified.
 * - `rate-limit` refuses a `response.create` with `rate_limit_exceeded`. It does not reach the session.
 */
export type Fault = "late" | "duplicate" | "malformed" | "cut" | "expire" | "half-open" | "rate-limit"

/** The faults of one connection. */
export interface Faults {
  /** The same seed gives the same events the same faults. Give each connection its own seed. */
  readonly seed: string
  /**
   * The chance of each fault, from 0 to 1. `rate-limit` is a share of the `response.create` events, and the others are
   * shares of the events that the server sends.
   */
  readonly chances: Readonly<Partial<Record<Fault, number>>>
}

/** The faults of events that the server sends, in the order in which chances are added up. */
const ofSent = ["late", "duplicate", "malformed", "cut", "expire", "half-open"] as const satisfies ReadonlyArray<Fault>
/** A fault of an event that the server sends. */
export type SentFault = (typeof ofSent)[number]

/** Returns the fault of the server's event number `n`, counted from 0. An event has at most one fault. */
export const faultOfSent = ({ chances, seed }: Faults, n: number): SentFault | undefined => {
  let left = draw(`${seed}/sent/${n}`)
  return ofSent.find((fault) => (left -= chances[fault] ?? 0) < 0)
}

/** Whether the client's `response.create` number `n`, counted from 0, is refused. */
export const isRateLimited = ({ chances, seed }: Faults, n: number): boolean =>
  draw(`${seed}/create/${n}`) < (chances["rate-limit"] ?? 0)

/** Returns by how many ms event number `n` is late. */
export const latenessMs = ({ seed }: Faults, n: number): number => Math.round(100 + 1900 * draw(`${seed}/late/${n}`))

/** Returns one of a number of ways for event number `n`. */
export const choose = ({ seed }: Faults, n: number, ways: number): number => Math.floor(ways * draw(`${seed}/way/${n}`))

/** Returns a number from 0 to below 1 for a key. FNV-1a, finished as MurmurHash3 does, so that similar keys differ. */
const draw = (key: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
