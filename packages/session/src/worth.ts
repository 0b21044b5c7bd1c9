/** Which ends of a connection are worth another one. */
import type { TransportError } from "@antiphon/core"

/** RFC 6455 and the codes registered since: gone away, nothing said, lost, internal error, restart, try later, bad gateway. */
const passing: ReadonlySet<number> = new Set([1001, 1005, 1006, 1011, 1012, 1013, 1014])

/** HTTP answers that another try may change: timeouts, limits, and whatever is the server's own fault. */
const mayPass = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500

/**
 * Losses and ends that say nothing against another connection. Not: a credential refused, a close from this side, a normal
 * end, codes by which the server says that it does not want this client, and what was too much for this side.
 */
export const isWorthAnother = ({ reason }: TransportError): boolean => {
  switch (reason._tag) {
    case "Open":
      return reason.status === undefined || mayPass(reason.status)
    case "Closed":
      return reason.by === "remote" && passing.has(reason.code)
    case "Timeout":
    case "Dead":
      return true
    case "Unauthorized":
    case "Overflow":
    case "TooLarge":
    case "Protocol":
      return false
  }
}
