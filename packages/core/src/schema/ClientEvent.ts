import { ClientEvent as Light } from "../events/ClientEvent.ts"
import { clientSchemas, type ClientSchemas } from "../events/clientSchemas.ts"
import type { SchemaVocabulary } from "../wire/Vocabulary.ts"
import { withSchemas } from "./withSchemas.ts"

/** The events of a client with their schemas. */
export const ClientEvent: SchemaVocabulary<ClientSchemas> = withSchemas(Light, clientSchemas)

/** Any event that a client sends. */
export type ClientEvent = Light
