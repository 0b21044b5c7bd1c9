/**
 * The OpenAI Realtime protocol as data, and the contract of what moves it. No I/O, no `node:` import.
 */

// For everyone: the vocabularies, what decoding answers, where to connect.
export { ClientEvent } from "./ClientEvent.ts"
export { ServerEvent } from "./ServerEvent.ts"
export type { Decoded, Known, Malformed, Unknown, UnknownEvent, Vocabulary } from "./wire/Vocabulary.ts"
export { ProtocolError, type ProtocolErrorReason, type ProtocolIssue } from "./wire/ProtocolError.ts"
export type { Open as OpenEnum, Unlisted } from "./wire/Wire.ts"
export * as Endpoint from "./transport/Endpoint.ts"
export {
  type Address,
  type Capabilities,
  type Connection,
  type Handshake,
  type Listener,
  type Media,
  Transport
} from "./transport/Transport.ts"
export {
  Closed,
  Dead,
  Open,
  Overflow,
  Protocol,
  Timeout,
  TooLarge,
  TransportError,
  type TransportErrorReason,
  Unauthorized
} from "./transport/TransportError.ts"

// For authors of adapters.
export { defaultHighWaterBytes, type HighWater, makeHighWater } from "./transport/HighWater.ts"
export { defaultInboxLimits, type Inbox, type InboxLimits, makeInbox } from "./transport/Inbox.ts"
export type { EventCodec, EventIn } from "./wire/Vocabulary.ts"
