/** The options of `listen`. Types only. */
import type { Carrier, TcpCarrier } from "../carriers/Carrier.ts"
import type { Odd } from "../Dialect.ts"
import type { PhoneCall } from "./PhoneCall.ts"

export interface ListenOptions {
  /** One of `twilio`, `telnyx`, `vonage`, `plivo`, `signalwire`, `asterisk` and `audioSocket`, or one of your own. */
  readonly carrier: Carrier | TcpCarrier
  /** Called with each call as it starts. If it fails, the call is hung up. */
  readonly onCall: (call: PhoneCall) => void | Promise<void>
  /** Called if `onCall` fails. Defaults to a warning of the process. */
  readonly onError?: (error: unknown, call: PhoneCall) => void
  /** Defaults to a free port. */
  readonly port?: number
  /** Defaults to `127.0.0.1`. */
  readonly host?: string
  /** Called with each frame that the dialect does not know or cannot read. */
  readonly onOdd?: (odd: Odd) => void
  /** The most calls at once. Others are refused with 503. Defaults to 100. */
  readonly maxCalls?: number
}
