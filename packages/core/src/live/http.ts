/** The bodies of requests about Live sessions over WebRTC and SIP, below `/v1/live/sessions`. */
import * as Schema from "effect/Schema"
import { nullish, open, optional, shape } from "../wire/Wire.ts"
import { MediaSessionConfig, MediaSessionForkConfig } from "./shapes/Session.ts"

/** A description of a WebRTC connection, either an offer or an answer. */
export class WebRtcTransport extends shape<WebRtcTransport>()({
  type: open("webrtc"),
  /** The SDP. */
  sdp: Schema.String
}) {}

/** Opens a session over WebRTC. The session starts at once. */
export class SessionCreateRequest extends shape<SessionCreateRequest>()({
  /** The settings. */
  session: MediaSessionConfig,
  /** The offer. */
  transport: WebRtcTransport
}) {}

/** The id of a session. */
export class SessionId extends shape<SessionId>()({
  /** The id. Sidebands, forks and HTTP operations use it. */
  id: Schema.String
}) {}

/** The session that was opened or forked. */
export class SessionCreateResponse extends shape<SessionCreateResponse>()({
  /** The session. */
  session: SessionId,
  /** The answer. */
  transport: WebRtcTransport
}) {}

/** Forks a stored session over WebRTC (`…/{session_id}/fork`). */
export class SessionForkRequest extends shape<SessionForkRequest>()({
  /** Changes of the inherited settings. */
  session: optional(MediaSessionForkConfig),
  /** The offer. */
  transport: WebRtcTransport
}) {}

/** The settings of a SIP call. */
export class AcceptedSession extends shape<AcceptedSession>()({
  ...MediaSessionConfig.fields,
  type: open("live")
}) {}

/** Accepts a SIP call (`…/{session_id}/accept`). */
export class SessionAcceptRequest extends shape<SessionAcceptRequest>()({
  /** The settings. */
  session: AcceptedSession
}) {}

/** Refuses a SIP call (`…/{session_id}/reject`). */
export class SessionRejectRequest extends shape<SessionRejectRequest>()({
  /** The SIP status, from 300 to 699. */
  status_code: Schema.Int
}) {}

/** Transfers a SIP call (`…/{session_id}/refer`). */
export class SessionReferRequest extends shape<SessionReferRequest>()({
  /** A `tel:` or `sip:` URI for the Refer-To header. */
  target_uri: Schema.String
}) {}

/** A header of the SIP invitation. */
export class SipHeader extends shape<SipHeader>()({
  /** The name of the header. */
  name: Schema.String,
  /** The value of the header. */
  value: Schema.String
}) {}

/** The call that a webhook announces. */
export class IncomingTransport extends shape<IncomingTransport>()({
  /** The id of the session. Requests to accept or reject the call and sidebands use it. */
  session_id: Schema.String,
  /** The headers of the invitation. */
  sip_headers: Schema.Array(SipHeader),
  /** Whether the media are encrypted. */
  sip_media_security: nullish(open("rtp", "srtp"))
}) {}

const webhook = {
  /** `evt_…` */
  id: Schema.String,
  /** Always `event`. */
  object: optional(open("event")),
  /** Epoch seconds. */
  created_at: Schema.Finite
}

/** The server posts it to the project's webhook when a SIP call arrives. The `webhook-…` headers sign it. */
export class WebhookTransportIncoming extends shape<WebhookTransportIncoming>()({
  type: Schema.tag("live.transport.incoming"),
  ...webhook,
  /** The incoming call. */
  data: Schema.Struct({ type: open("sip"), ...IncomingTransport.fields })
}) {}

/** The server posts it when a page's media are connected. */
export class WebhookTransportConnected extends shape<WebhookTransportConnected>()({
  type: Schema.tag("live.transport.connected"),
  ...webhook,
  /** The connected session. */
  data: Schema.Struct({
    type: open("webrtc"),
    /** The id of the session. */
    session_id: Schema.String
  })
}) {}

/** The earlier form of {@link WebhookTransportIncoming}. */
export class WebhookCallIncoming extends shape<WebhookCallIncoming>()({
  type: Schema.tag("live.call.incoming"),
  ...webhook,
  /** The incoming call. */
  data: IncomingTransport
}) {}

/** Any webhook about Live sessions. */
export const Webhook = Schema.Union([WebhookTransportIncoming, WebhookTransportConnected, WebhookCallIncoming])
export type Webhook = typeof Webhook.Type
