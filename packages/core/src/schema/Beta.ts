/** The vocabularies of the beta dialect with their schemas, and the class of each event and shape. */
import { ClientEvent as LightClientEvent } from "../beta/ClientEvent.ts"
import { clientSchemas, type ClientSchemas } from "../beta/clientSchemas.ts"
import { ServerEvent as LightServerEvent } from "../beta/ServerEvent.ts"
import { serverSchemas, type ServerSchemas } from "../beta/serverSchemas.ts"
import type { SchemaVocabulary } from "../wire/Vocabulary.ts"
import { withSchemas } from "./withSchemas.ts"

export * from "../beta/index.ts"
export * from "../beta/classes.ts"

/** The events of a server with their schemas. */
export const ServerEvent: SchemaVocabulary<ServerSchemas> & Pick<typeof LightServerEvent, "seedTypes"> = {
  ...withSchemas(LightServerEvent, serverSchemas),
  seedTypes: LightServerEvent.seedTypes
}

/** Any event that a server sends. */
export type ServerEvent = LightServerEvent

/** The events of a client with their schemas. */
export const ClientEvent: SchemaVocabulary<ClientSchemas> = withSchemas(LightClientEvent, clientSchemas)

/** Any event that a client sends. */
export type ClientEvent = LightClientEvent
