/** The schemas of the events that a server may send, in the order of the protocol. */
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

export const serverSchemas = [
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
] as const

export type ServerSchemas = (typeof serverSchemas)[number]
