/**
 * OpenAI Live, the second protocol for realtime voice. Its sessions have no turns and no items. The model speaks one
 * continuous stream and hands work over. The events have vocabularies of their own, because some share a name with
 * Realtime events and differ in shape.
 */
export { ClientEvent } from "./ClientEvent.ts"
export { ServerEvent } from "./ServerEvent.ts"
export { settingsProblem } from "./settingsProblem.ts"
export { attach, type AttachOptions, fork, type ForkOptions, openai, session } from "./endpoint.ts"

// The types alone. Their classes are schemas, which `@antiphon/core/schema` has.
export type * from "./classes.ts"
export type * from "./http.ts"
