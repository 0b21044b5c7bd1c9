/**
 * SIP, SDP and the audio of a call as pure functions and machines. The sockets are under `./node`.
 */

// Messages.
export {
  type Malformed,
  messageLimits,
  type SipHeader,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  valueOf,
  valuesOf
} from "./message/SipMessage.ts"
export { parseMessage } from "./message/parseMessage.ts"
export { writeMessage } from "./message/writeMessage.ts"
export { makeStreamSplitter, type StreamSplitter } from "./message/StreamSplitter.ts"
export { type Incoming, readRequest, type Responding, respondTo } from "./message/Incoming.ts"
export { parseAddress, type SipAddress } from "./message/Address.ts"
export type { Via } from "./message/Via.ts"

// Machines.
export * as ServerTransaction from "./transaction/ServerTransaction.ts"
export * as ClientTransaction from "./transaction/ClientTransaction.ts"
export * as CallMachine from "./call/CallMachine.ts"
export type { TimerOutput } from "./transaction/timers.ts"
export { makeUserAgent, type UserAgent, type UserAgentOptions } from "./agent/UserAgent.ts"
export type { CallListener, UasCall } from "./agent/UasCall.ts"
export type { Clock } from "./agent/Clock.ts"
export type { Dialog } from "./call/Dialog.ts"
export type { Peer, Wire } from "./agent/Wire.ts"

// Descriptions and audio.
export { parseSdp, type Sdp, type SdpAttribute, type SdpMedia } from "./sdp/Sdp.ts"
export { type Agreed, type Direction, negotiate } from "./sdp/negotiate.ts"
export * as Timeline from "./rtp/Timeline.ts"
export { type KeyState, type KeyStep, pressed } from "./rtp/keys.ts"
