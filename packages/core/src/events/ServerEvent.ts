/**
 * Every event of the GA protocol that a server may send. They travel on conversation, transcription and sideband
 * connections.
 */
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import { serverForms } from "./serverForms.ts"
import type { ServerSchemas } from "./serverSchemas.ts"

/**
 * Decodes, matches, makes, validates and encodes the events of a server.
 *
 * @example
 * ```ts
 * const decoded = ServerEvent.decode(frame)
 * if (decoded._tag === "Known" && decoded.event.type === "response.output_text.delta") console.log(decoded.event.delta)
 * ```
 */
export const ServerEvent: Vocabulary<ServerSchemas> = makeVocabulary("ServerEvent", serverForms)

/** Any event that a server sends. */
export type ServerEvent = ServerSchemas["Type"]
