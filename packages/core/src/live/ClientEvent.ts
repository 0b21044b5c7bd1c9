/** Every event that a Live client may send. */
import { liveClientEvent } from "../tables/liveClientEvent.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import { parseTable } from "../wire/parseTable.ts"
import type { Forms } from "../wire/Form.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import type { ClientSchemas } from "./clientSchemas.ts"

/** The forms of the events. */
export const clientForms: Forms = parseTable(liveClientEvent)

/** Decodes, matches, makes, validates and encodes the events of a Live client. */
export const ClientEvent: Vocabulary<ClientSchemas> = makeVocabulary("Live.ClientEvent", clientForms)

/** Any event that a Live client sends. */
export type ClientEvent = ClientSchemas["Type"]
