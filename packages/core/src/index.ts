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
export type { Form, Forms } from "./wire/Form.ts"
export { formatPath, ProtocolError, type ProtocolErrorReason, type ProtocolIssue } from "./wire/ProtocolError.ts"
export { asReceived } from "./wire/frames.ts"
export { strictly } from "./wire/strictly.ts"
export type { Open as OpenEnum, Unlisted } from "./wire/Wire.ts"
export * as Endpoint from "./transport/Endpoint.ts"
export type {
  Fact,
  Provider,
  ProviderCapabilities,
  ProviderEndpoint,
  ProviderRequest,
  ProviderSession
} from "./transport/Provider.ts"
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

// The types of the bodies of HTTP requests. Their classes are schemas, which `@antiphon/core/schema` has.
export type {
  CallCreateRequest,
  CallReferRequest,
  CallRejectRequest,
  IncomingCall,
  SipHeader,
  WebhookRealtimeCallIncoming
} from "./http/SipCall.ts"
export type {
  ClientSecretCreateRequest,
  ClientSecretCreateResponse,
  ExpiresAfter,
  TranslationClientSecretCreateRequest,
  TranslationClientSecretCreateResponse
} from "./http/ClientSecret.ts"

// A declaration that TypeScript infers may name any event or shape. TypeScript finds those names only in modules that the
// program has loaded, and these two lines load them. They leave nothing in the compiled code.
export type {} from "./events/index.ts"
export type {} from "./shapes/index.ts"
