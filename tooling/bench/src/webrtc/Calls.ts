import type { ServerEvent } from "@antiphon/core"

/** A call of which both ends are in this process, over UDP of loopback. The far end sends back every event. */
export interface BenchCall {
  /** Sends an event that comes back, `total` times one after the other; ns of each. */
  readonly roundTrips: (event: ServerEvent, total: number) => Promise<ReadonlyArray<number>>
  /** Both ends talk from now on, without a pause, until the call is closed. */
  readonly talk: () => void
  readonly close: () => Promise<void>
}

/** Opens calls: from making the offer until both ends can send. */
export type Open = () => Promise<BenchCall>

export const host = "127.0.0.1"

export const now = (): number => Number(process.hrtime.bigint())
