/**
 * What the space key means. A terminal reports no release of a key. A press begins a turn, and the next press ends it. A key
 * that is held repeats, and then its release ends the turn.
 */

/** How soon a space after another is a repetition of a held key, in ms. Keys first repeat after 660 ms at most. */
export const repeatMs = 700

/** The state of the key. */
export interface PushToTalk {
  readonly isTalking: boolean
  /** Whether the key repeats, so that the turn ends with its release. */
  readonly isHeld: boolean
  /** When the last space came. */
  readonly at: number
}

/** Before the first press. */
export const released: PushToTalk = { isTalking: false, isHeld: false, at: -Infinity }

/** A space came. */
export const pressed = ({ at, isTalking }: PushToTalk, now: number): PushToTalk => {
  if (!isTalking) return { isTalking: true, isHeld: false, at: now }
  return now - at < repeatMs ? { isTalking: true, isHeld: true, at: now } : { isTalking: false, isHeld: false, at: now }
}

/** No space came for a while. A held key was released. */
export const waited = (key: PushToTalk, now: number): PushToTalk =>
  key.isTalking && key.isHeld && now - key.at >= repeatMs ? { ...key, isTalking: false, isHeld: false } : key
