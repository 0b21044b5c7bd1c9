/** Every requirement, as data. A body stands under the same id in `bodies/`; a missing one does not compile. */
import type { Need } from "./Need.ts"

/** What an adapter must do. */
export interface Requirement {
  /** The claim, in one sentence. */
  readonly says: string
  /** Where it comes from: the member of the contract, an RFC, or the protocol. */
  readonly source: string
  /** What must be there for the claim to be tested; without it, the requirement is skipped and listed. */
  readonly needs: ReadonlyArray<Need>
}

export const requirements = {
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
    says: "Two connections share nothing: events and ends stay with their own.",
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
    says: "A handshake that nobody answers fails with Timeout within the adapter's deadline.",
    source: "Transport.connect",
    needs: ["unanswered"]
  },
  "open.cancel": {
    says: "Interrupting while opening takes effect at once.",
    source: "Transport.connect",
    needs: ["unanswered"]
  },
  "order.incoming": {
    says: "Events arrive in the order the peer sent them, each once.",
    source: "Connection.incoming",
    needs: []
  },
  "order.outgoing": {
    says: "Events sent by one fiber reach the peer in order, each once.",
    source: "Connection.send",
    needs: []
  },
  "order.concurrent": {
    says: "Events of concurrent senders all arrive whole and once, and each sender's keep their order.",
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
    says: "A connection whose events nobody reads can still send.",
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
    says: "A frame that is no event arrives as Malformed with the raw frame, in its place, and the connection goes on.",
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
    says: "An event one byte larger fails with TooLarge, is not sent, and the connection goes on.",
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
    says: "A larger frame ends the connection with TooLarge at both ends, after what came before it.",
    source: "TooLarge",
    needs: []
  },
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
  },
  "close.local": {
    says: "Closing ends this end with Closed, its code and reason, by the local side.",
    source: "Connection.close",
    needs: []
  },
  "close.peer": {
    says: "The peer sees the code and reason that this side closed with.",
    source: "Connection.close",
    needs: []
  },
  "close.remote": {
    says: "A close by the peer ends this end with Closed, its code and reason, by the remote side.",
    source: "Closed; protocol section 0: 3000 invalid_request_error.invalid_api_key",
    needs: []
  },
  "close.default": {
    says: "A close without arguments is 1000 with an empty reason.",
    source: "Connection.close",
    needs: []
  },
  "close.after-sent": {
    says: "Events handed over before a close reach the peer before its end.",
    source: "Connection.close",
    needs: []
  },
  "close.after-received": {
    says: "Events received before the peer's close are delivered before the error, also when nobody had pulled yet.",
    source: "Connection.incoming",
    needs: []
  },
  "close.unread": {
    says: "Events received before this side closes are delivered before the error, also when nobody had pulled yet.",
    source: "Connection.incoming",
    needs: []
  },
  "close.twice": {
    says: "Closing twice is safe, and the first close counts.",
    source: "Connection.close",
    needs: []
  },
  "close.together": {
    says: "When both sides close at once, both end with Closed.",
    source: "Connection.close; RFC 6455 section 7.1.2",
    needs: []
  },
  "close.is-error": {
    says: "The incoming stream never completes: also after a clean close it fails with why.",
    source: "Connection.incoming",
    needs: []
  },
  "close.ended": {
    says: "`ended` tells the same error as `incoming`, to many, before and after the end.",
    source: "Connection.ended",
    needs: []
  },
  "close.send-after": {
    says: "Sending after the end fails with the error that the connection ended with, whoever closed.",
    source: "Connection.send",
    needs: []
  },
  "close.while-sending": {
    says: "Closing while others send loses no order: the peer gets a prefix of each sender, and every sender is told.",
    source: "Connection.send, Connection.close",
    needs: []
  },
  "close.unsendable": {
    says: "A code or reason that cannot travel still closes both ends, and nothing throws.",
    source: "Connection.close; RFC 6455 sections 5.5.1 and 7.4",
    needs: []
  },
  "close.scope": {
    says: "Closing the scope closes the connection with 1000 at both ends.",
    source: "Connection: its scope owns it",
    needs: []
  },
  "release.closed": {
    says: "Connections opened, used and closed leave nothing behind.",
    source: "Connection: closing the scope releases all that it held",
    needs: ["held"]
  },
  "release.peer-closed": {
    says: "A connection that the peer closed leaves nothing behind once its scope is closed.",
    source: "Connection: closing the scope releases all that it held",
    needs: ["held"]
  },
  "release.cancelled": {
    says: "An opening that was interrupted or timed out leaves nothing behind.",
    source: "Transport.connect",
    needs: ["held", "unanswered"]
  },
  "media.incoming": {
    says: "The peer's samples arrive: one second of a tone is heard as that tone.",
    source: "Media.incoming",
    needs: ["media"]
  },
  "media.outgoing": {
    says: "Samples reach the peer: one second of a tone is heard there as that tone.",
    source: "Media.send",
    needs: ["media"]
  },
  "media.paced": {
    says: "Samples are sent in real time, and send waits while a second or more is queued.",
    source: "Media.send",
    needs: ["media"]
  },
  "media.clear": {
    says: "clear drops what is queued and unsent, and what is sent after it is heard.",
    source: "Media.clear",
    needs: ["media"]
  },
  "media.unread": {
    says: "A connection whose samples nobody reads goes on.",
    source: "Media.incoming",
    needs: ["media"]
  },
  "media.ends": {
    says: "When the connection ends, media.incoming and media.send fail with the same error.",
    source: "Media",
    needs: ["media"]
  }
} as const satisfies Record<string, Requirement>

export type RequirementId = keyof typeof requirements

/** What one requirement needs. */
export type NeedsOf<Id extends RequirementId> = (typeof requirements)[Id]["needs"][number]

/** The ids, in the order in which they are run. */
export const requirementIds = Object.keys(requirements) as ReadonlyArray<RequirementId>
