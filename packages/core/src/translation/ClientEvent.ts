/** The translation protocol, client side. */
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import { SessionClose, SessionInputAudioBufferAppend, SessionUpdate } from "./client.ts"

type Members = typeof SessionUpdate | typeof SessionInputAudioBufferAppend | typeof SessionClose

/** What the client of a translation session says. Decode, match, make, validate and encode its events. */
export const ClientEvent: Vocabulary<Members> = makeVocabulary<Members>("Translation.ClientEvent", [
  SessionUpdate,
  SessionInputAudioBufferAppend,
  SessionClose
])

/** Any event of the client of a translation session. */
export type ClientEvent = Members["Type"]
