/** What a Live session costs. It is billed by duration. */

/** The use of a session so far. */
export interface LiveUsage {
  /** The seconds since the start. The value never falls. */
  readonly seconds: number
  /** How full the model's context is, from 0 to 1, or `undefined` before the server reports it. */
  readonly contextRatio: number | undefined
  /** Whether `session.closed` confirmed the seconds. A session without it may have cost more. */
  readonly isSettled: boolean
}

/** A cost, and whether it is final. */
export interface LiveCost {
  /** In the currency of the price. */
  readonly amount: number
  /** If false, the amount is the least that the session cost. */
  readonly isSettled: boolean
}

/** Returns the cost of a session. The price is per minute, and is yours to look up. */
export const cost = ({ isSettled, seconds }: LiveUsage, pricePerMinute: number): LiveCost => ({
  amount: (seconds / 60) * pricePerMinute,
  isSettled
})
