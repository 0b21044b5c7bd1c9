/** Which fault befalls which event. Either a script lists them, or its chances and its seed decide. */
import type { Fault } from "@antiphon/server"
import type { Mishap, Script } from "../script/Script.ts"
import { numbers } from "./Numbers.ts"

/** Faults of what the server says, in the order in which chances are added up. */
const ofSaid = ["late", "duplicate", "malformed", "cut", "expire", "half-open"] as const

export interface Mishaps {
  /** The fault of the next event that the server says. */
  readonly ofSaid: () => Fault | undefined
  /** Whether the next request for a response is refused. */
  readonly ofRequest: () => boolean
}

/** The faults of a connection. `befell` is called with each. */
export const makeMishaps = (
  { mishaps, plan: { chances }, seed }: Script,
  link: number,
  befell: (mishap: Mishap) => void
): Mishaps => {
  const said = numbers(seed + 0xfa * link)
  const asked = numbers(seed + 0xfb * link)
  let events = -1
  let requests = -1
  const draw = (): Fault | undefined => {
    let left = said.next()
    return ofSaid.find((fault) => (left -= chances[fault] ?? 0) < 0)
  }
  const note = <F extends Fault>(event: number, fault: F | undefined): F | undefined => {
    if (fault !== undefined) befell({ link, event, fault })
    return fault
  }
  return {
    ofSaid: () => {
      events += 1
      if (mishaps === undefined) return note(events, draw())
      return mishaps.find((each) => each.link === link && each.event === events && each.fault !== "rate-limit")?.fault
    },
    ofRequest: () => {
      requests += 1
      if (mishaps === undefined) {
        return note(requests, asked.chance(chances["rate-limit"] ?? 0) ? "rate-limit" : undefined) !== undefined
      }
      return mishaps.some((each) => each.link === link && each.event === requests && each.fault === "rate-limit")
    }
  }
}
