/** The schemas of the events that a client may send, in the order of the protocol. */
import {
  SessionCommentaryAppend,
  SessionInputAudioAppend,
  SessionInputAudioMute,
  SessionInputAudioUnmute,
  SessionInstructionsAppend,
  SessionOutputAudioFixturePlay,
  SessionThinkingAppend,
  TransportDtmfSend
} from "./client/Audio.ts"
import {
  DecisionCreate,
  DecisionItemCreate,
  DecisionItemDelete,
  ResponseCreate,
  ResponseItemCreate
} from "./client/Delegation.ts"
import { SessionClose, SessionStart, SessionUpdate } from "./client/Session.ts"

export const clientSchemas = [
  SessionInputAudioAppend,
  SessionInputAudioMute,
  SessionInputAudioUnmute,
  SessionOutputAudioFixturePlay,
  SessionInstructionsAppend,
  SessionThinkingAppend,
  SessionCommentaryAppend,
  TransportDtmfSend,
  DecisionCreate,
  DecisionItemCreate,
  DecisionItemDelete,
  ResponseItemCreate,
  ResponseCreate,
  SessionStart,
  SessionUpdate,
  SessionClose
] as const

export type ClientSchemas = (typeof clientSchemas)[number]
