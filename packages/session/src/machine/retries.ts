/**
 * When a session that lost its connection tries again. Waits double up to 30 s and are drawn at random, so that the sessions
 * that lost one server do not come back in step.
 */

const firstMs = 500
const longestMs = 30_000
/** Tries whose waits are short by themselves. */
const shortTries = 3

/** The tries since the last steady connection. */
export interface Retries {
  readonly tries: number
  /** The `elapsed` of the first of them. */
  readonly since: number | undefined
}

export const noRetries: Retries = { tries: 0, since: undefined }

/** One more try. `elapsed` is in ms on a clock that is never set. */
export const another = ({ since, tries }: Retries, elapsed: number): Retries => ({
  tries: tries + 1,
  since: since ?? elapsed
})

/** How long to wait before the try, in ms, or `undefined` if the patience is used up. `seed` draws it. */
export const waitOf = (
  { since, tries }: Retries,
  { elapsed, patienceMs, seed }: { readonly elapsed: number; readonly patienceMs: number; readonly seed: string }
): number | undefined => {
  if (elapsed - (since ?? elapsed) >= patienceMs) return undefined
  const most = Math.min(firstMs * 2 ** (tries - 1), longestMs)
  const least = most * (tries > shortTries ? 0.2 : 0.6)
  return Math.ceil(least + (most - least) * drawn(seed))
}

/** A number from 0 to below 1 (FNV-1a with the finalizer of MurmurHash3). Equal texts draw equal numbers. */
const drawn = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
