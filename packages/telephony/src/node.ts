/** Phone calls for users of promises, on Node. */
export { listen, type Phone } from "./node/listen.ts"
export type { ListenOptions } from "./node/ListenOptions.ts"
export type { PhoneCall } from "./node/PhoneCall.ts"
export { bridge, type PhoneSession } from "./node/bridge.ts"
export { type ArgumentSchema, callTools, type CallTool, type CallTools } from "./node/callTools.ts"
export {
  asterisk,
  type AsteriskCarrierOptions,
  audioSocket,
  type AudioSocketCarrierOptions,
  type Carrier,
  type Headers,
  plivo,
  type PlivoOptions,
  signalwire,
  type SignalwireOptions,
  type TcpCarrier,
  telnyx,
  type TelnyxCarrierOptions,
  twilio,
  type TwilioOptions,
  vonage,
  type VonageOptions,
  type WebhookAnswer,
  type WebhookRequest
} from "./carriers/index.ts"
export type { CallEnd } from "./call/Call.ts"
export { CallError } from "./call/CallError.ts"
export type { BridgeOptions } from "./call/bridge.ts"
export type { CallToolsOptions } from "./call/callTools.ts"
export type { FillerOptions } from "./call/filler.ts"
export { withFiller } from "./node/withFiller.ts"
