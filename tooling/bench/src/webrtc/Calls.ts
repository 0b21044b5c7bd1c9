/** The interface that lets the WebRTC suite measure our transport and the floor alike. */
import type { ServerEvent } from "@antiphon/core"

/** A call with both ends in this process, over UDP on loopback. The far end sends back every event. */
export interface BenchCall {
  /** Sends an event that comes back, `total` times one after the other. Returns the ns of each. */
  readonly roundTrips: (event: ServerEvent, total: number) => Promise<ReadonlyArray<number>>
  /** Makes both ends talk without a pause until the call is closed. */
  readonly talk: () => void
  readonly close: () => Promise<void>
}

/** Opens a call, from the offer until both ends can send. */
export type Open = () => Promise<BenchCall>

export const host = "127.0.0.1"

export const now = (): number => Number(process.hrtime.bigint())
