/** Which faults happen when: a pure function of a seed and the number of an event. */

/**
 * - `late`: an event, and so all behind it, is held back for 100 ms to 2 s.
 * - `duplicate`: an event is sent twice.
 * - `malformed`: in place of an event comes a frame that is none, or is one of the wrong shape.
 * - `cut`: the connection is closed with 1011 in place of an event, in the middle of whatever was going on.
 * - `expire`: the session ends in place of an event as if its time were up: `session_expired`, close 1001.
 * - `half-open`: from an event on nothing more arrives, either way, and nobody is told.
 * - `rate-limit`: a `response.create` is refused with `rate_limit_exceeded` and does not reach the session.
 */
export type Fault = "late" | "duplicate" | "malformed" | "cut" | "expire" | "half-open" | "rate-limit"

export interface Faults {
  /** The same seed gives the same faults to the same events. Give each connection one of its own. */
  readonly seed: string
  /** How often each happens, 0 to 1: of all events that the server sends, `rate-limit` of all `response.create`. */
  readonly chances: Readonly<Partial<Record<Fault, number>>>
}

const ofSent = ["late", "duplicate", "malformed", "cut", "expire", "half-open"] as const satisfies ReadonlyArray<Fault>
export type SentFault = (typeof ofSent)[number]

/** What happens to the event that the server sends as number `n`, from 0; at most one fault. */
export const faultOfSent = ({ chances, seed }: Faults, n: number): SentFault | undefined => {
  let left = draw(`${seed}/sent/${n}`)
  return ofSent.find((fault) => (left -= chances[fault] ?? 0) < 0)
}

/** Whether the `response.create` that the client sends as number `n`, from 0, is refused. */
export const isRateLimited = ({ chances, seed }: Faults, n: number): boolean =>
  draw(`${seed}/create/${n}`) < (chances["rate-limit"] ?? 0)

/** How late the event of number `n` is, in ms. */
export const latenessMs = ({ seed }: Faults, n: number): number => Math.round(100 + 1900 * draw(`${seed}/late/${n}`))

/** One of so many ways for the event of number `n`. */
export const choose = ({ seed }: Faults, n: number, ways: number): number => Math.floor(ways * draw(`${seed}/way/${n}`))

/** A number from 0 to below 1 for each key: FNV-1a, finished as MurmurHash3 does so that neighbours differ. */
const draw = (key: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
