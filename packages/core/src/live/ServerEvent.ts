/** Every event that a Live server may send. */
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import {
  SessionCommentaryAppended,
  SessionInputAudioMuted,
  SessionInputAudioReflected,
  SessionInputAudioUnmuted,
  SessionInputTranscriptDelta,
  SessionInstructionsAppended,
  SessionOutputAudioDelta,
  SessionOutputAudioFixturePlayed,
  SessionOutputAudioFixturePlaying,
  SessionOutputTranscriptDelta,
  SessionThinkingAppended
} from "./server/Audio.ts"
import {
  DecisionEvent,
  DecisionItemCreated,
  DecisionItemDeleted,
  ResponseEvent,
  SessionDelegationCreated
} from "./server/Delegation.ts"
import {
  ErrorEvent,
  Info,
  SessionClosed,
  SessionStarted,
  SessionUpdated,
  SessionUsageUpdated
} from "./server/Session.ts"
import {
  TransportAnswered,
  TransportDtmfReceived,
  TransportDtmfReported,
  TransportDtmfSent,
  TransportFailed,
  TransportRinging
} from "./server/Transport.ts"

type Members =
  | typeof SessionInputAudioMuted
  | typeof SessionInputAudioUnmuted
  | typeof SessionOutputAudioFixturePlaying
  | typeof SessionOutputAudioFixturePlayed
  | typeof SessionInputAudioReflected
  | typeof SessionOutputAudioDelta
  | typeof SessionInputTranscriptDelta
  | typeof SessionOutputTranscriptDelta
  | typeof SessionInstructionsAppended
  | typeof SessionThinkingAppended
  | typeof SessionCommentaryAppended
  | typeof SessionDelegationCreated
  | typeof ResponseEvent
  | typeof DecisionEvent
  | typeof DecisionItemCreated
  | typeof DecisionItemDeleted
  | typeof SessionStarted
  | typeof SessionUpdated
  | typeof SessionUsageUpdated
  | typeof SessionClosed
  | typeof ErrorEvent
  | typeof Info
  | typeof TransportDtmfReceived
  | typeof TransportDtmfReported
  | typeof TransportDtmfSent
  | typeof TransportRinging
  | typeof TransportAnswered
  | typeof TransportFailed

/** Decodes, matches, makes, validates and encodes the events of a Live server. */
export const ServerEvent: Vocabulary<Members> = makeVocabulary<Members>("Live.ServerEvent", [
  SessionInputAudioMuted,
  SessionInputAudioUnmuted,
  SessionOutputAudioFixturePlaying,
  SessionOutputAudioFixturePlayed,
  SessionInputAudioReflected,
  SessionOutputAudioDelta,
  SessionInputTranscriptDelta,
  SessionOutputTranscriptDelta,
  SessionInstructionsAppended,
  SessionThinkingAppended,
  SessionCommentaryAppended,
  SessionDelegationCreated,
  ResponseEvent,
  DecisionEvent,
  DecisionItemCreated,
  DecisionItemDeleted,
  SessionStarted,
  SessionUpdated,
  SessionUsageUpdated,
  SessionClosed,
  ErrorEvent,
  Info,
  TransportDtmfReceived,
  TransportDtmfReported,
  TransportDtmfSent,
  TransportRinging,
  TransportAnswered,
  TransportFailed
])

/** Any event that a Live server sends. */
export type ServerEvent = Members["Type"]
