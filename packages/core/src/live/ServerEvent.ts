/** Every event that a Live server may send. */
import { liveServerEvent } from "../tables/liveServerEvent.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import { parseTable } from "../wire/parseTable.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import type { ServerSchemas } from "./serverSchemas.ts"

/** Decodes, matches, makes, validates and encodes the events of a Live server. */
export const ServerEvent: Vocabulary<ServerSchemas> = makeVocabulary("Live.ServerEvent", parseTable(liveServerEvent))

/** Any event that a Live server sends. */
export type ServerEvent = ServerSchemas["Type"]
