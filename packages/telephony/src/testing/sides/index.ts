/** The carriers' sides of the dialects, one file each. */
export { asteriskSide } from "./asterisk.ts"
export { audioSocketSide } from "./audioSocket.ts"
export { plivoSide, type PlivoCall } from "./plivo.ts"
export { telnyxSide, type TelnyxCall } from "./telnyx.ts"
export { signalwireSide, twilioSide, type TwilioCall } from "./twilio.ts"
export { vonageSide, type VonageCall } from "./vonage.ts"
