/**
 * The parts of a transport, for authors of adapters: the wire that an adapter drives, the connection that stands on it,
 * the inbox, the high-water mark, and the rules of keys, refusals
 * and redaction. A program that uses a transport needs none of them.
 */
export { bytesOver, closeFrame } from "./Frame.ts"
export { pageKeyRefusal } from "./pageKey.ts"
export { headerRefusal } from "./authorization.ts"
export { usableKey } from "./usableKey.ts"
export { redact } from "./redact.ts"
export { redactAddress } from "../redaction/redactAddress.ts"
export { redactText, redactValue } from "../redaction/redactValue.ts"
export { redacted } from "../redaction/secrets.ts"
export { type Refusal, refusalBytes, refusalError } from "./refusal.ts"
export { type HighWater, makeHighWater } from "./HighWater.ts"
export { type Inbox, type InboxLimits, makeInbox } from "./Inbox.ts"
export { type Codecs, connectionLimits, type ConnectionLimits, type ConnectionOptions } from "./ConnectionOptions.ts"
export type { Wire, WireEvents } from "./Wire.ts"
export { makeConnection, type WiredConnection } from "./makeConnection.ts"
export { type Accepted, type ListenerOptions, makeListener } from "./makeListener.ts"
export { asFrame } from "./Dialect.ts"
export type { Dialect, DialectRefusal, Frame, Note, Sending } from "./Dialect.ts"
export { withDialect } from "./withDialect.ts"
export { anyEvents } from "./anyEvents.ts"
export type { DecodedFrame, FrameOf, Frames, UnknownFrame } from "../schema/makeFrames.ts"
export { scopedOpening } from "./scopedOpening.ts"
export type { EventCodec, EventIn } from "../wire/Vocabulary.ts"
