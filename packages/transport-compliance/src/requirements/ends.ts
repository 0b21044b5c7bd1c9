/** Requirements on closing, on peers that vanish, on release and on media. */
import type { Requirement } from "../Requirement.ts"

export const ends = {
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
    says: "Events received before the peer's close are delivered before the error, even if nothing was pulled until then.",
    source: "Connection.incoming",
    needs: []
  },
  "close.unread": {
    says: "Events received before this side closes are delivered before the error, even if nothing was pulled until then.",
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
    says: "The incoming stream never completes. Even after a clean close it fails with the reason of the end.",
    source: "Connection.incoming",
    needs: []
  },
  "close.ended": {
    says: "`ended` gives every reader the same error as `incoming`, before and after the end.",
    source: "Connection.ended",
    needs: []
  },
  "close.send-after": {
    says: "Sending after the end fails with the error of the end, whichever side closed.",
    source: "Connection.send",
    needs: []
  },
  "close.while-sending": {
    says: "Closing while others send keeps the order. The peer gets a prefix of each sender's events, and every sender fails.",
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
    says: "The peer's samples arrive. A tone arrives as that tone.",
    source: "Media.incoming",
    needs: ["media"]
  },
  "media.outgoing": {
    says: "Samples reach the peer. A tone arrives there as that tone.",
    source: "Media.send",
    needs: ["media"]
  },
  "media.paced": {
    says: "Samples are sent in real time, and send waits while a second or more is queued.",
    source: "Media.send",
    needs: ["media"]
  },
  "media.clear": {
    says: "clear drops the samples that are queued and unsent. Samples sent after it arrive.",
    source: "Media.clear",
    needs: ["media"]
  },
  "media.unread": {
    says: "A connection whose samples are not read goes on.",
    source: "Media.incoming",
    needs: ["media"]
  },
  "media.ends": {
    says: "When the connection ends, media.incoming and media.send fail with the same error.",
    source: "Media",
    needs: ["media"]
  }
} as const satisfies Record<string, Requirement>
