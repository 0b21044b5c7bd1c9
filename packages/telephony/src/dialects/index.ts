/** The dialects of the carriers, one file each. */
export { asterisk, type AsteriskOptions } from "./asterisk.ts"
export { audioSocket, type AudioSocketOptions, makeAudioSocketSplitter } from "./audioSocket.ts"
export { plivo } from "./plivo.ts"
export { signalwire } from "./signalwire.ts"
export { telnyx, type TelnyxOptions } from "./telnyx.ts"
export { twilio } from "./twilio.ts"
export { vonage } from "./vonage.ts"
