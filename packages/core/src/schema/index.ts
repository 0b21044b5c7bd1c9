/**
 * The vocabularies with their Effect Schemas, for introspection, JSON Schema and programs that put an event into a schema
 * of their own. The vocabularies of `@antiphon/core` are the same without the schemas, so a program that only decodes does not
 * load them. The classes of events and shapes are in `@antiphon/core/events` and `@antiphon/core/shapes`.
 */
export { ClientEvent } from "./ClientEvent.ts"
export { ServerEvent } from "./ServerEvent.ts"
export * as Beta from "./Beta.ts"
export * as Live from "./Live.ts"
export * as Translation from "./Translation.ts"
export type { EventSchema, SchemaVocabulary } from "../wire/Vocabulary.ts"

// The bodies of HTTP requests.
export {
  CallCreateRequest,
  CallReferRequest,
  CallRejectRequest,
  IncomingCall,
  SipHeader,
  WebhookRealtimeCallIncoming
} from "../http/SipCall.ts"
export {
  ClientSecretCreateRequest,
  ClientSecretCreateResponse,
  ExpiresAfter,
  TranslationClientSecretCreateRequest,
  TranslationClientSecretCreateResponse
} from "../http/ClientSecret.ts"

// Vocabularies of other protocols.
export { type DecodedFrame, type FrameOf, type Frames, makeFrames, type UnknownFrame } from "./makeFrames.ts"
export { nullish, optional } from "../wire/Wire.ts"
