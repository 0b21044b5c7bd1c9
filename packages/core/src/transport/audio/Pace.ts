/**
 * When frames of audio are due. The clock decides and not the count of timer calls, so late frames are made up for and
 * nothing drifts.
 */

/** How long a frame lasts, in ms. */
export const frameMs = 20

/** The work of one look at the clock. */
export interface FramesDue {
  /** Frames whose time has passed. They are neither sent nor missing, and their samples still wait. */
  readonly skipped: number
  /** Frames to send now. */
  readonly frames: number
  /** When the frame after these is due, in ms. */
  readonly next: number
}

/**
 * Returns what is due at `now` if the next frame was due at `next`. Late frames are sent at once up to a lag of `maxLagMs`,
 * so that what is queued is not late for the rest of the call. A process that slept longer goes on from now.
 */
export const framesDue = (next: number, now: number, maxLagMs: number): FramesDue => {
  if (now < next) return { skipped: 0, frames: 0, next }
  const behind = Math.floor((now - next) / frameMs)
  const skipped = behind * frameMs > maxLagMs ? behind : 0
  return { skipped, frames: behind - skipped + 1, next: next + (behind + 1) * frameMs }
}
