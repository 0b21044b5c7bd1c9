/** The bodies of requests about calls over WebRTC and SIP. `POST /v1/realtime/calls` opens a call. */
import * as Schema from "effect/Schema"
import { SessionRealtimeRequest } from "../shapes/Session.ts"
import { nullish, open, optional, shape } from "../wire/Wire.ts"

/**
 * Opens a call. The fields are the parts of a multipart form. A client secret may send the bare SDP instead. The server
 * answers with 201, its SDP and a `Location`.
 */
export class CallCreateRequest extends shape<CallCreateRequest>()({
  /** The offer, a part of type `application/sdp`. */
  sdp: Schema.String,
  /** The settings of the call, a part of type `application/json`. */
  session: optional(SessionRealtimeRequest)
}) {}

/** Transfers a SIP call. */
export class CallReferRequest extends shape<CallReferRequest>()({
  /** A `tel:` or `sip:` URI for the Refer-To header. */
  target_uri: Schema.String
}) {}

/** Refuses a SIP call. */
export class CallRejectRequest extends shape<CallRejectRequest>()({
  /** The SIP status. Defaults to 603. */
  status_code: optional(Schema.Int)
}) {}

/** A header of the SIP invitation. */
export class SipHeader extends shape<SipHeader>()({
  /** The name of the header. */
  name: Schema.String,
  /** The value of the header. */
  value: Schema.String
}) {}

/** The call that a webhook announces. */
export class IncomingCall extends shape<IncomingCall>()({
  /** The id of the call, `rtc_…`. Requests to accept or reject the call and sidebands use it. */
  call_id: Schema.String,
  /** The headers of the invitation. */
  sip_headers: Schema.Array(SipHeader),
  /** How the media of the SIP side are protected. Absent if the server does not know. */
  sip_media_security: nullish(open("rtp", "srtp"))
}) {}

/**
 * The server posts it to the project's webhook when a SIP call arrives. The `webhook-…` headers sign it. Answer with
 * any 2xx.
 */
export class WebhookRealtimeCallIncoming extends shape<WebhookRealtimeCallIncoming>()({
  /** `evt_…` */
  id: Schema.String,
  type: Schema.tag("realtime.call.incoming"),
  /** Always `event`. */
  object: optional(open("event")),
  /** Epoch seconds. */
  created_at: Schema.Finite,
  /** The incoming call. */
  data: IncomingCall
}) {}
