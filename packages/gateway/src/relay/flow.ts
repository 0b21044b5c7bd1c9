/** Back-pressure. While one side is above its mark, the other is not read. */
import type { Peer } from "./Peer.ts"

/** The other side is not read above this many unwritten bytes. */
export const highWaterBytes = 1_048_576
/** It is read again below this many. */
const lowWaterBytes = 262_144
/** How often the unwritten bytes are looked at meanwhile, in milliseconds. */
const lookMs = 10

/** How long a peer may stay above its mark, in milliseconds. */
export const stalledMs = 30_000

/**
 * Call after each frame handed to `to`. Stops reading `from` while `to` is above its mark. Calls `stalled` if that lasts longer
 * than {@link stalledMs}.
 */
export const makeFlow = (
  from: Peer,
  to: Peer,
  stalled: () => void
): { readonly check: () => void; stop: () => void } => {
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  return {
    stop,
    check: () => {
      if (timer !== undefined || to.unwritten() < highWaterBytes) return
      from.pause()
      let looks = 0
      timer = setInterval(() => {
        if (to.unwritten() <= lowWaterBytes) {
          stop()
          from.resume()
        } else if (++looks * lookMs >= stalledMs) {
          stop()
          stalled()
        }
      }, lookMs)
    }
  }
}
