/** Every event that a translation server may send. */
import { ErrorEvent } from "../events/server/Session.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import {
  SessionClosed,
  SessionCreated,
  SessionInputTranscriptDelta,
  SessionOutputAudioDelta,
  SessionOutputTranscriptDelta,
  SessionUpdated
} from "./server.ts"

type Members =
  | typeof SessionCreated
  | typeof SessionUpdated
  | typeof ErrorEvent
  | typeof SessionClosed
  | typeof SessionInputTranscriptDelta
  | typeof SessionOutputTranscriptDelta
  | typeof SessionOutputAudioDelta

/** Decodes, matches, makes, validates and encodes the events of a translation server. */
export const ServerEvent: Vocabulary<Members> = makeVocabulary<Members>("Translation.ServerEvent", [
  SessionCreated,
  SessionUpdated,
  ErrorEvent,
  SessionClosed,
  SessionInputTranscriptDelta,
  SessionOutputTranscriptDelta,
  SessionOutputAudioDelta
])

/** Any event that a translation server sends. */
export type ServerEvent = Members["Type"]
