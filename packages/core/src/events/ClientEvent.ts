/**
 * Every event of the GA protocol that a client may send. They travel on conversation, transcription and sideband
 * connections.
 */
import { clientEvent } from "../tables/clientEvent.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import { parseTable } from "../wire/parseTable.ts"
import type { Forms } from "../wire/Form.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import type { ClientSchemas } from "./clientSchemas.ts"
import { serverForms } from "./serverForms.ts"

/** The forms of the events. */
export const clientForms: Forms = parseTable(clientEvent, serverForms)

/**
 * Decodes, matches, makes, validates and encodes the events of a client.
 *
 * @example
 * ```ts
 * const event = ClientEvent.make("response.create", { response: { instructions: "Say hello." } })
 * const frame = ClientEvent.encode(event)
 * ```
 */
export const ClientEvent: Vocabulary<ClientSchemas> = makeVocabulary("ClientEvent", clientForms)

/** Any event that a client sends. */
export type ClientEvent = ClientSchemas["Type"]
