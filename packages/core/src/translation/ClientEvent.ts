/** Every event that the client of a translation session may send. */
import { translationClientEvent } from "../tables/translationClientEvent.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import { parseTable } from "../wire/parseTable.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import type { ClientSchemas } from "./clientSchemas.ts"

/** Decodes, matches, makes, validates and encodes the events of a translation client. */
export const ClientEvent: Vocabulary<ClientSchemas> = makeVocabulary(
  "Translation.ClientEvent",
  parseTable(translationClientEvent)
)

/** Any event of the client of a translation session. */
export type ClientEvent = ClientSchemas["Type"]
