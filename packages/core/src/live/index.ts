/**
 * OpenAI Live, the second protocol for realtime voice. Its sessions have no turns and no items. The model speaks one
 * continuous stream and hands work over. The events have vocabularies of their own, because some share a name with
 * Realtime events and differ in shape.
 */
export { ClientEvent } from "./ClientEvent.ts"
export { ServerEvent } from "./ServerEvent.ts"
export { settingsProblem } from "./settingsProblem.ts"
export { attach, type AttachOptions, fork, type ForkOptions, openai, session } from "./endpoint.ts"
export * from "./server/Audio.ts"
export * from "./server/Delegation.ts"
export * from "./server/Session.ts"
export * from "./server/Transport.ts"
export * from "./client/Audio.ts"
export * from "./client/Delegation.ts"
export * from "./client/Session.ts"
export * from "./shapes/Audio.ts"
export * from "./shapes/Decision.ts"
export * from "./shapes/DecisionItem.ts"
export * from "./shapes/DecisionPart.ts"
export * from "./shapes/Delegation.ts"
export * from "./shapes/Session.ts"
export * from "./shapes/Shell.ts"
export * from "./shapes/Tool.ts"
export * from "./http.ts"
