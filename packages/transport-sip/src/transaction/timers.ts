/** The times of RFC 3261 (table 4), in ms. */

/** The round trip that is assumed. */
export const t1 = 500
/** The longest time between two sendings of the same message. */
export const t2 = 4000
/** How long a message may be under way. */
export const t4 = 5000
/** How long an answer is waited for. */
export const patience = 64 * t1

/** What a machine asks of its clock. */
export type TimerOutput<Name extends string> =
  | { readonly _tag: "Start"; readonly timer: Name; readonly ms: number }
  | { readonly _tag: "Stop"; readonly timer: Name }

/** Doubles the time between two sendings, up to {@link t2}. */
export const backedOff = (ms: number): number => Math.min(2 * ms, t2)
