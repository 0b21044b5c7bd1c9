/** The translation protocol, server side. */
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

/** What a translation server says. Decode, match, make, validate and encode its events. */
export const ServerEvent: Vocabulary<Members> = makeVocabulary<Members>("Translation.ServerEvent", [
  SessionCreated,
  SessionUpdated,
  ErrorEvent,
  SessionClosed,
  SessionInputTranscriptDelta,
  SessionOutputTranscriptDelta,
  SessionOutputAudioDelta
])

/** Any event of a translation server. */
export type ServerEvent = Members["Type"]
