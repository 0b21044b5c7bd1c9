/** The interface that lets the WebSocket suite measure our transport and the floor alike. */
import type { ServerEvent } from "@antiphon/core"

/** Two ends over loopback in this process. Both directions carry the same vocabulary. */
export interface Link {
  /** Sends an event that comes back, `total` times one after the other. Returns the ns of each. */
  readonly roundTrips: (event: ServerEvent, total: number) => Promise<ReadonlyArray<number>>
  /**
   * Sends an event `total` times with a high-water mark of 1 MiB. Returns the ns per event until the far end has
   * decoded the last.
   */
  readonly oneWay: (event: ServerEvent, total: number) => Promise<number>
  /** Opens idle connections. The returned function closes them. */
  readonly idle: (total: number) => Promise<() => Promise<void>>
  readonly close: () => Promise<void>
}

export const mark = 1024 * 1024

export const now = (): number => Number(process.hrtime.bigint())

/** Counts the events that arrive at the far end of `oneWay`. */
export class Counter {
  #left = 0
  #done = () => {}
  expect(total: number): Promise<void> {
    this.#left = total
    return new Promise((resolve) => (this.#done = resolve))
  }
  add(events: number): void {
    this.#left -= events
    if (this.#left === 0) this.#done()
  }
}
