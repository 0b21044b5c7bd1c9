/** Requirements on sizes, the inbound bound and back-pressure. */
import type { Requirement } from "../Requirement.ts"

export const limits = {
  "overflow.events": {
    says: "More unread events than the bound end the connection with Overflow, after every event up to the bound.",
    source: "Overflow, InboxLimits.maxEvents",
    needs: []
  },
  "overflow.bytes": {
    says: "More unread bytes than the bound end the connection with Overflow, after every event up to the bound.",
    source: "Overflow, InboxLimits.maxBytes",
    needs: []
  },
  "overflow.peer": {
    says: "The peer of a connection that overflowed sees it end.",
    source: "Overflow",
    needs: []
  },
  "pressure.wait": {
    says: "If the peer takes nothing, send waits, and the unwritten bytes stay bounded.",
    source: "Connection.send",
    needs: ["stall"]
  },
  "pressure.resume": {
    says: "When the peer reads again, a waiting sender goes on, and every event arrives in order.",
    source: "Connection.send",
    needs: ["stall"]
  },
  "pressure.interrupt": {
    says: "An event whose send was interrupted while it waited is not sent.",
    source: "Connection.send",
    needs: ["stall"]
  },
  "pressure.wake": {
    says: "If the connection ends while a sender waits, the sender fails with the error of the end.",
    source: "Connection.send",
    needs: ["stall"]
  },
  "dead.noticed": {
    says: "If the peer stops answering while events are sent to it, the connection ends with Dead.",
    source: "Capabilities.deadPeer, Dead",
    needs: ["stall", "deadPeer"]
  },
  "dead.close": {
    says: "If the peer does not answer, closing still returns within the adapter's deadline and ends the connection.",
    source: "Connection.close",
    needs: ["stall"]
  },
  "dead.drop": {
    says: "If the peer vanishes, the connection ends with Closed 1006 or Dead, after the events received before.",
    source: "Closed; RFC 6455 section 7.1.5",
    needs: ["drop"]
  }
} as const satisfies Record<string, Requirement>
