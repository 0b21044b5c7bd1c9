/** The client events of the beta protocol (protocol section 0). If an event is the same in GA, it is the GA class. */
import { betaClientEvent } from "../tables/betaClientEvent.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import { parseTable } from "../wire/parseTable.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import type { ClientSchemas } from "./clientSchemas.ts"

/** What a beta client says. Decode, match, make, validate and encode its events. */
export const ClientEvent: Vocabulary<ClientSchemas> = makeVocabulary("Beta.ClientEvent", parseTable(betaClientEvent))

/** Any event of a beta client. */
export type ClientEvent = ClientSchemas["Type"]
