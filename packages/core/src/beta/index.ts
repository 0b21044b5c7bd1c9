/**
 * The beta dialect with its vocabularies and its translation from and into GA. OpenAI switched it off in May 2026.
 * Dated preview versions of Azure, older servers and recordings speak it.
 */

// The vocabularies, where to connect, and the translation. `adaptBeta` of `@antiphon/core/transport` translates a connection.
export { ClientEvent } from "./ClientEvent.ts"
export { ServerEvent } from "./ServerEvent.ts"
export { conversation, transcription } from "./endpoint.ts"
export type { OnLost } from "./adaptBeta.ts"
export { fromGa, toGa } from "./translate/translate.ts"
export { initial, type OpenItem, type State, type Step } from "./translate/State.ts"
export type { Lost } from "./translate/Lost.ts"

// The types alone. Their classes are schemas, which `@antiphon/core/schema` has.
export type * from "./classes.ts"
