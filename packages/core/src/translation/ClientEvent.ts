/** Every event that the client of a translation session may send. */
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import { SessionClose, SessionInputAudioBufferAppend, SessionUpdate } from "./client.ts"

type Members = typeof SessionUpdate | typeof SessionInputAudioBufferAppend | typeof SessionClose

/** Decodes, matches, makes, validates and encodes the events of a translation client. */
export const ClientEvent: Vocabulary<Members> = makeVocabulary<Members>("Translation.ClientEvent", [
  SessionUpdate,
  SessionInputAudioBufferAppend,
  SessionClose
])

/** Any event of the client of a translation session. */
export type ClientEvent = Members["Type"]
