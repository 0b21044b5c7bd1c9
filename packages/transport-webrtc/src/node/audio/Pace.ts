/**
 * When frames are due. The clock decides and not the count of timer calls, so late frames are made up for and nothing
 * drifts.
 */
import { frameMs } from "./opus.ts"

/**
 * The lag, in ms, up to which late frames are sent at once, so that what is queued is not late for the rest of the
 * call. A process that slept longer goes on from now. The far end has long begun to conceal, and cannot use that many frames.
 */
export const maxLagMs = 500

/** The work of one look at the clock. */
export interface Due {
  /** Frames whose time has passed. They are neither sent nor missing. */
  readonly skipped: number
  /** Frames to send now. */
  readonly frames: number
  /** When the frame after these is due, in ms. */
  readonly next: number
}

/** Returns what is due at `now` if the next frame was due at `next`. */
export const due = (next: number, now: number): Due => {
  if (now < next) return { skipped: 0, frames: 0, next }
  const behind = Math.floor((now - next) / frameMs)
  const skipped = behind * frameMs > maxLagMs ? behind : 0
  return { skipped, frames: behind - skipped + 1, next: next + (behind + 1) * frameMs }
}
