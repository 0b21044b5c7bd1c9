/** Server events about the phone call that carries a Live session. Only a sideband receives them. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"
import { CallError } from "../shapes/Session.ts"
import { answered } from "./answered.ts"

const key = {
  /** The key, one of `0` to `9`, `*`, `#` and `A` to `D`. */
  event: Schema.String
}

/** The caller pressed a key. */
export class TransportDtmfReceived extends serverEvent<TransportDtmfReceived>()("transport.dtmf.received", key) {}

/** A key was sent. Servers of today send `transport.dtmf.sent` instead. */
export class TransportDtmfReported extends serverEvent<TransportDtmfReported>()("transport.dtmf.send", {
  ...answered,
  ...key
}) {}

/** A key was sent to the trunk. */
export class TransportDtmfSent extends serverEvent<TransportDtmfSent>()("transport.dtmf.sent", {
  ...answered,
  ...key
}) {}

const session = {
  /** The id of the session. */
  session_id: nullish(Schema.String)
}

/** The called phone rings. */
export class TransportRinging extends serverEvent<TransportRinging>()("transport.ringing", session) {}

/** The called party answered. Its media flow. */
export class TransportAnswered extends serverEvent<TransportAnswered>()("transport.answered", session) {}

/** The outbound call failed. */
export class TransportFailed extends serverEvent<TransportFailed>()("transport.failed", {
  ...session,
  /** What went wrong. */
  error: CallError
}) {}
