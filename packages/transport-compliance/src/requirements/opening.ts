/** Requirements on opening a connection. */
import type { Requirement } from "../Requirement.ts"

export const opening = {
  "open.both-ways": {
    says: "An opened connection carries events both ways at once.",
    source: "Transport.connect",
    needs: []
  },
  "open.capabilities": {
    says: "A connection declares the adapter's capabilities, and has media if and only if audio travels in tracks.",
    source: "Connection.capabilities, Connection.media",
    needs: []
  },
  "open.apart": {
    says: "Two connections share nothing. Each has its own events and its own end.",
    source: "Transport.connect",
    needs: []
  },
  "open.refused": {
    says: "Connecting where nothing listens fails with Open.",
    source: "TransportErrorReason Open",
    needs: ["refused"]
  },
  "open.unauthorized": {
    says: "A credential that is refused at the handshake fails with Unauthorized and the HTTP status.",
    source: "TransportErrorReason Unauthorized; protocol section 0",
    needs: ["unauthorized"]
  },
  "open.timeout": {
    says: "An unanswered handshake fails with Timeout within the adapter's deadline.",
    source: "Transport.connect",
    needs: ["unanswered"]
  },
  "open.cancel": {
    says: "Interrupting while opening takes effect at once.",
    source: "Transport.connect",
    needs: ["unanswered"]
  }
} as const satisfies Record<string, Requirement>
