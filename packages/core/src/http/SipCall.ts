/** Calls over WebRTC and SIP: `POST /v1/realtime/calls` and what may be done with one. */
import * as Schema from "effect/Schema"
import { SessionRealtimeRequest } from "../shapes/Session.ts"
import { open, optional, shape } from "../wire/Wire.ts"

/** Opens a call, as the parts of a multipart form; with a client secret the bare SDP will do. Answered by 201, SDP and `Location`. */
export class CallCreateRequest extends shape<CallCreateRequest>()({
  /** The offer; part type `application/sdp`. */
  sdp: Schema.String,
  /** Part type `application/json`. */
  session: optional(SessionRealtimeRequest)
}) {}

/** Hands a SIP call over. */
export class CallReferRequest extends shape<CallReferRequest>()({
  /** A `tel:` or `sip:` URI for the Refer-To header. */
  target_uri: Schema.String
}) {}

/** Refuses a SIP call. */
export class CallRejectRequest extends shape<CallRejectRequest>()({
  /** A SIP status, default 603. */
  status_code: optional(Schema.Int)
}) {}

/** A header of the SIP invitation. */
export class SipHeader extends shape<SipHeader>()({
  /** What it is called. */
  name: Schema.String,
  /** What it says. */
  value: Schema.String
}) {}

/** The call that a webhook tells of. */
export class IncomingCall extends shape<IncomingCall>()({
  /** `rtc_…`, which names the call for accept, reject and a sideband. */
  call_id: Schema.String,
  /** The headers of the invitation. */
  sip_headers: Schema.Array(SipHeader)
}) {}

/** Posted to the project's webhook when a SIP call arrives; signed by the `webhook-…` headers. Answer with any 2xx. */
export class WebhookRealtimeCallIncoming extends shape<WebhookRealtimeCallIncoming>()({
  /** `evt_…` */
  id: Schema.String,
  type: Schema.tag("realtime.call.incoming"),
  /** `event`. */
  object: optional(open("event")),
  /** Epoch seconds. */
  created_at: Schema.Finite,
  /** The call. */
  data: IncomingCall
}) {}
