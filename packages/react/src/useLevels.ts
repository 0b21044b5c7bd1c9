import { useSyncExternalStore } from "react"
import { needObject } from "./checkOptions.ts"
import type { Realtime } from "./Realtime.ts"
import { type Levels, silence } from "./meters.ts"

/**
 * Returns how loud the user and the model are, from 0 to 1, with each frame of the page. Use it in a small component of
 * its own, because that component renders as often as a level changes.
 *
 * @example
 * const Meter = ({ realtime }: { realtime: Realtime }) => <meter value={useLevels(realtime).user} />
 */
export const useLevels = (realtime: Pick<Realtime, "meters">): Levels => {
  needObject(useLevels, realtime?.meters, "useLevels takes what useRealtime returns")
  const { meters } = realtime
  return useSyncExternalStore(meters.subscribe, meters.read, () => silence)
}
