import type { TransportError } from "./TransportError.ts"

const transientStatus = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status)

/** Lost without a close frame, the server going away or restarting, an expired session, an internal error, overload. */
const transientCodes = new Set([1001, 1005, 1006, 1011, 1012, 1013, 1014])

/**
 * Whether dialling again may help, because the peer was not there, was busy, fell silent or went away. It does not help
 * if one side closed on purpose (1000, 3000, 4000), if the key was refused, or if the same frames would end the
 * connection again.
 */
export const isTransient = ({ reason }: TransportError): boolean => {
  switch (reason._tag) {
    case "Open":
      return reason.status === undefined || transientStatus(reason.status)
    case "Closed":
      return reason.by === "remote" && transientCodes.has(reason.code)
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
