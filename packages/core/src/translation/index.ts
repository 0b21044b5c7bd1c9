/**
 * Translation sessions (protocol section 2 (11)). They have vocabularies of their own, because some of their events
 * share a name with GA events and differ in shape.
 */
export { ClientEvent } from "./ClientEvent.ts"
export { ServerEvent } from "./ServerEvent.ts"
export { session } from "./endpoint.ts"

// The types alone. Their classes are schemas, which `@antiphon/core/schema` has.
export type * from "./classes.ts"
