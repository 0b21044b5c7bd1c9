/** When packets are due. The clock decides and not the count of timer calls, so nothing drifts. */

/** How long a packet lasts, in ms, and its samples. */
export const packetMs = 20
export const packetSamples = 160

/** The lag, in ms, up to which late packets are sent at once. A process that slept longer goes on from now. */
export const maxLagMs = 200

/** The work of one look at the clock. */
export interface Due {
  /** Packets whose time has passed. Their samples are not lost. */
  readonly skipped: number
  /** Packets to send now. */
  readonly packets: number
  /** When the packet after these is due. */
  readonly next: number
}

/** Returns what is due at `now` if the next packet was due at `next`. */
export const due = (next: number, now: number): Due => {
  if (now < next) return { skipped: 0, packets: 0, next }
  const behind = Math.floor((now - next) / packetMs)
  const skipped = behind * packetMs > maxLagMs ? behind : 0
  return { skipped, packets: behind - skipped + 1, next: next + (behind + 1) * packetMs }
}
