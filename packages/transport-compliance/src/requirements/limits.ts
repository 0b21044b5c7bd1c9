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
    says: "Towards a peer that takes nothing, send waits: what is unwritten stays bounded.",
    source: "Connection.send",
    needs: ["stall"]
  },
  "pressure.resume": {
    says: "When the peer takes again, a waiting sender goes on, and every event arrives in order.",
    source: "Connection.send",
    needs: ["stall"]
  },
  "pressure.interrupt": {
    says: "An event whose send was interrupted while it waited is not sent.",
    source: "Connection.send",
    needs: ["stall"]
  },
  "pressure.wake": {
    says: "A sender that waits when the connection ends fails with the error that it ended with.",
    source: "Connection.send",
    needs: ["stall"]
  },
  "dead.noticed": {
    says: "A peer that stopped answering while events are sent to it ends the connection with Dead.",
    source: "Capabilities.deadPeer, Dead",
    needs: ["stall", "deadPeer"]
  },
  "dead.close": {
    says: "Closing towards a peer that does not answer returns within the adapter's deadline and ends the connection.",
    source: "Connection.close",
    needs: ["stall"]
  },
  "dead.drop": {
    says: "A peer that vanishes ends the connection with Closed 1006 or Dead, after what had been received.",
    source: "Closed; RFC 6455 section 7.1.5",
    needs: ["drop"]
  }
} as const satisfies Record<string, Requirement>
