/** The carriers, one file each. */
export { asterisk, type AsteriskCarrierOptions } from "./asterisk.ts"
export { audioSocket, type AudioSocketCarrierOptions } from "./audioSocket.ts"
export { plivo, type PlivoOptions } from "./plivo.ts"
export { signalwire, type SignalwireOptions } from "./signalwire.ts"
export { telnyx, type TelnyxCarrierOptions } from "./telnyx.ts"
export { twilio, type TwilioOptions } from "./twilio.ts"
export { vonage, type VonageOptions } from "./vonage.ts"
export type { Carrier, Headers, TcpCarrier, WebhookAnswer, WebhookRequest } from "./Carrier.ts"
