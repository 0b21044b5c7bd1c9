/** The accepting side of SIP and RTP on Node's sockets. */
export { listen, type Invitation, type ListenOptions, type SipListener } from "./node/listen.ts"
export type { AnswerOptions, SipCall } from "./node/answerCall.ts"
export type { Peer } from "./agent/Wire.ts"
export type { Malformed, SipHeader } from "./message/SipMessage.ts"
