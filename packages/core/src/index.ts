/**
 * The OpenAI Realtime protocol as data, and the contract of the transports that carry it. It does no I/O and imports
 * nothing of Node. A comment that cites "protocol section 2 (5a)" means that section of `docs/protocol.md` in the
 * repository, to which the README links.
 */

// The vocabularies, the outcomes of decoding, and the endpoints.
export { ClientEvent } from "./events/ClientEvent.ts"
export { ServerEvent } from "./events/ServerEvent.ts"
export * as Beta from "./beta/index.ts"
export * as Translation from "./translation/index.ts"
export type { Decoded, EventNamed, Known, Malformed, Unknown, UnknownEvent, Vocabulary } from "./wire/Vocabulary.ts"
export { formatPath, ProtocolError, type ProtocolErrorReason, type ProtocolIssue } from "./wire/ProtocolError.ts"
export { asReceived } from "./wire/frames.ts"
export { strictly } from "./wire/strictly.ts"
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
export { isTransient } from "./transport/isTransient.ts"

// The bodies of HTTP requests.
export {
  CallCreateRequest,
  CallReferRequest,
  CallRejectRequest,
  IncomingCall,
  SipHeader,
  WebhookRealtimeCallIncoming
} from "./http/SipCall.ts"
export {
  ClientSecretCreateRequest,
  ClientSecretCreateResponse,
  ExpiresAfter,
  TranslationClientSecretCreateRequest,
  TranslationClientSecretCreateResponse
} from "./http/ClientSecret.ts"
export { secretPaths } from "./events/secretPaths.ts"

// Parts of transports, for their authors.
export { bytesOver, closeFrame, maxCloseReasonBytes } from "./transport/Frame.ts"
export { type Globals, isPage, pageKeyRefusal } from "./transport/pageKey.ts"
export { usableKey } from "./transport/usableKey.ts"
export { redact } from "./transport/redact.ts"
export { type Refusal, refusalBytes, refusalError } from "./transport/refusal.ts"
export { defaultHighWaterBytes, type HighWater, makeHighWater } from "./transport/HighWater.ts"
export { defaultInboxLimits, type Inbox, type InboxLimits, makeInbox } from "./transport/Inbox.ts"
export {
  type Codecs,
  connectionLimits,
  type ConnectionLimits,
  type ConnectionOptions
} from "./transport/ConnectionOptions.ts"
export type { Wire, WireEvents } from "./transport/Wire.ts"
export { makeConnection, type WiredConnection } from "./transport/makeConnection.ts"
export { type Accepted, type ListenerOptions, makeListener } from "./transport/makeListener.ts"
export { scopedOpening } from "./transport/scopedOpening.ts"
export type { EventCodec, EventIn } from "./wire/Vocabulary.ts"

// A declaration that TypeScript infers may name any event or shape. TypeScript finds those names only in modules that the
// program has loaded, and these two lines load them. They leave nothing in the compiled code.
export type {} from "./events/index.ts"
export type {} from "./shapes/index.ts"
