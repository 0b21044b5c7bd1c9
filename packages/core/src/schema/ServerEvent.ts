import { ServerEvent as Light } from "../events/ServerEvent.ts"
import { serverSchemas, type ServerSchemas } from "../events/serverSchemas.ts"
import type { SchemaVocabulary } from "../wire/Vocabulary.ts"
import { withSchemas } from "./withSchemas.ts"

/** The events of a server with their schemas. */
export const ServerEvent: SchemaVocabulary<ServerSchemas> = withSchemas(Light, serverSchemas)

/** Any event that a server sends. */
export type ServerEvent = Light
