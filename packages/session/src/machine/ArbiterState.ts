/** What the arbiter knows of one connection. Every list in it has a bound. */
import type { ArbiterOutput, Policy } from "./ArbiterMessage.ts"

/** A request as the client made it. `aside` is one out of band, which no other response hinders. */
export interface Request {
  readonly key: string
  readonly policy: Policy
  readonly aside: boolean
}

/** A request that was sent. */
export interface Asked extends Request {
  readonly withdrawn: boolean
  /** The response that ended and may have been its answer, although it may also have been that of a turn. */
  readonly maybe?: string | undefined
}

/** A response that runs. */
export interface Running {
  readonly key: string | undefined
  /** The request that it may answer, although it does not say so. */
  readonly maybe?: string | undefined
  readonly aside: boolean
  readonly cancelled: boolean
}

export interface Arbiter {
  /** Responses that have begun and not ended, by id. */
  readonly running: ReadonlyMap<string, Running>
  /** Requests sent and not answered, by key. */
  readonly asked: ReadonlyMap<string, Asked>
  readonly queue: ReadonlyArray<Request>
  /** Whether the server owes a turn its answer, and whether the client wants that answer. */
  readonly owed: "nothing" | "wanted" | "unwanted"
  /** Whether a turn before the last was owed an answer of which nothing was read. It may have begun unread. */
  readonly lapsed: boolean
  /** The last responses that ended, so that one whose end comes twice does not begin again. */
  readonly ended: ReadonlyArray<string>
  /** Whether the server was seen to echo a key. */
  readonly echoes: boolean
  /** The last requests that were taken as answered by a response that did not name them. */
  readonly presumed: ReadonlyArray<string>
}

/** The arbiter after an input, and what to do, in this order. */
export interface ArbiterStep {
  readonly arbiter: Arbiter
  readonly outputs: ReadonlyArray<ArbiterOutput>
}

/** The arbiter of a new connection. */
export const start: Arbiter = {
  running: new Map(),
  asked: new Map(),
  queue: [],
  owed: "nothing",
  lapsed: false,
  ended: [],
  echoes: false,
  presumed: []
}

/** Whether a response writes to the conversation, or was asked to. */
export const isBusy = ({ asked, running }: Arbiter): boolean =>
  [...running.values(), ...asked.values()].some(({ aside }) => !aside)
