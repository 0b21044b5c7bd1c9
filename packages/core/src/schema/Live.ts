/** The vocabularies of OpenAI Live with their schemas, and the class of each event and shape. */
import { ClientEvent as LightClientEvent } from "../live/ClientEvent.ts"
import { clientSchemas, type ClientSchemas } from "../live/clientSchemas.ts"
import { ServerEvent as LightServerEvent } from "../live/ServerEvent.ts"
import { serverSchemas, type ServerSchemas } from "../live/serverSchemas.ts"
import type { SchemaVocabulary } from "../wire/Vocabulary.ts"
import { withSchemas } from "./withSchemas.ts"

export * from "../live/index.ts"
export * from "../live/classes.ts"
export * from "../live/http.ts"

/** The events of a server with their schemas. */
export const ServerEvent: SchemaVocabulary<ServerSchemas> = withSchemas(LightServerEvent, serverSchemas)

/** Any event that a server sends. */
export type ServerEvent = LightServerEvent

/** The events of a client with their schemas. */
export const ClientEvent: SchemaVocabulary<ClientSchemas> = withSchemas(LightClientEvent, clientSchemas)

/** Any event that a client sends. */
export type ClientEvent = LightClientEvent
