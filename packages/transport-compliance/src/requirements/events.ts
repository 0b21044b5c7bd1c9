/** Requirements on order and on what is received. */
import type { Requirement } from "../Requirement.ts"

export const events = {
  "order.incoming": {
    says: "Events arrive in the order in which the peer sent them, each once.",
    source: "Connection.incoming",
    needs: []
  },
  "order.outgoing": {
    says: "Events sent by one fiber reach the peer in order, each once.",
    source: "Connection.send",
    needs: []
  },
  "order.concurrent": {
    says: "Events of concurrent senders all arrive whole and once, and the events of each sender keep their order.",
    source: "Connection.send",
    needs: []
  },
  "order.duplex": {
    says: "Streams of events in both directions at once neither mix nor lose any.",
    source: "Connection",
    needs: []
  },
  "receive.before-pull": {
    says: "Events that arrive before the first pull are kept.",
    source: "Connection.incoming",
    needs: []
  },
  "receive.unread": {
    says: "A connection whose events are not read can still send.",
    source: "Connection.send",
    needs: []
  },
  "receive.interrupted": {
    says: "Interrupting the reader does not end the connection.",
    source: "Connection.incoming; the scope owns the connection",
    needs: []
  },
  "receive.unknown": {
    says: "An event of a type that the vocabulary does not name arrives as Unknown, whole.",
    source: "Decoded; protocol section 1 (10)",
    needs: []
  },
  "receive.malformed": {
    says: "A frame that is not an event arrives as Malformed with the raw frame, in its place, and the connection goes on.",
    source: "Decoded",
    needs: []
  },
  "receive.binary": {
    says: "A binary frame arrives as Malformed (Binary) with its bytes, and the connection goes on.",
    source: "Decoded; protocol section 0: frames are text",
    needs: ["binary"]
  },
  "receive.text": {
    says: "Text of every kind arrives as it was sent, in both directions.",
    source: "RFC 8259; RFC 3629",
    needs: []
  },
  "send.unknown": {
    says: "An event of a type that the vocabulary does not name is sent whole.",
    source: "Connection.send",
    needs: []
  },
  "size.send-limit": {
    says: "An event of exactly maxEventBytes is sent and arrives whole.",
    source: "Capabilities.maxEventBytes",
    needs: []
  },
  "size.send-over": {
    says: "Sending an event one byte larger fails with TooLarge and sends nothing, and the connection goes on.",
    source: "Connection.send, TooLarge",
    needs: []
  },
  "size.utf8": {
    says: "The limit counts bytes of UTF-8, not characters.",
    source: "Capabilities.maxEventBytes",
    needs: []
  },
  "size.receive-limit": {
    says: "A frame of exactly maxEventBytes is received whole.",
    source: "Capabilities.maxEventBytes",
    needs: []
  },
  "size.receive-over": {
    says: "A larger frame ends the connection with TooLarge at both ends, after the events before it.",
    source: "TooLarge",
    needs: []
  }
} as const satisfies Record<string, Requirement>
