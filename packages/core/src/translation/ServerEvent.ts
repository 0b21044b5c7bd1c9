/** Every event that a translation server may send. */
import { translationServerEvent } from "../tables/translationServerEvent.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import { parseTable } from "../wire/parseTable.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import type { ServerSchemas } from "./serverSchemas.ts"

/** Decodes, matches, makes, validates and encodes the events of a translation server. */
export const ServerEvent: Vocabulary<ServerSchemas> = makeVocabulary(
  "Translation.ServerEvent",
  parseTable(translationServerEvent)
)

/** Any event that a translation server sends. */
export type ServerEvent = ServerSchemas["Type"]
