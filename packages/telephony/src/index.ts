/** Phone calls over the media streams of carriers, joined to a realtime session. */
export * as Dialects from "./dialects/index.ts"
export type {
  Audio,
  Cleared,
  Dialect,
  DialectFacts,
  Dtmf,
  Flow,
  Frame,
  Heard,
  Mark,
  Noted,
  Odd,
  Said,
  Started,
  Stopped
} from "./Dialect.ts"
export { Playout } from "./playout/Playout.ts"
export type {
  Pending,
  PlayoutInput,
  PlayoutOptions,
  PlayoutOutput,
  PlayoutState,
  PlayoutStep,
  Run
} from "./playout/PlayoutState.ts"
export type { SampleQueue } from "./playout/SampleQueue.ts"

// Calls.
export type { Call, CallControl, CallEnd } from "./call/Call.ts"
export { CallError } from "./call/CallError.ts"
export { acceptStream, type CallStream, type StreamOptions } from "./call/acceptStream.ts"
export { type CallRegistry, makeCallRegistry } from "./call/CallRegistry.ts"
export { bridge, type BridgedSession, type BridgeOptions } from "./call/bridge.ts"
export { callTools, type CallToolsOptions } from "./call/callTools.ts"
export { type FillerOptions, withFiller } from "./call/filler.ts"

// Carriers, and who may come in.
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
export { type Form, type TwilioSecrets, type TwilioSignature, verifyTwilio } from "./signatures/verifyTwilio.ts"
export { type PlivoSignature, verifyPlivo } from "./signatures/verifyPlivo.ts"
export { type TelnyxSignature, verifyTelnyx } from "./signatures/verifyTelnyx.ts"
export { verifyVonage, type VonageToken } from "./signatures/verifyVonage.ts"
