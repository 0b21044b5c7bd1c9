/** Every event that a Live client may send. */
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
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

type Members =
  | typeof SessionInputAudioAppend
  | typeof SessionInputAudioMute
  | typeof SessionInputAudioUnmute
  | typeof SessionOutputAudioFixturePlay
  | typeof SessionInstructionsAppend
  | typeof SessionThinkingAppend
  | typeof SessionCommentaryAppend
  | typeof TransportDtmfSend
  | typeof DecisionCreate
  | typeof DecisionItemCreate
  | typeof DecisionItemDelete
  | typeof ResponseItemCreate
  | typeof ResponseCreate
  | typeof SessionStart
  | typeof SessionUpdate
  | typeof SessionClose

/** Decodes, matches, makes, validates and encodes the events of a Live client. */
export const ClientEvent: Vocabulary<Members> = makeVocabulary<Members>("Live.ClientEvent", [
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
])

/** Any event that a Live client sends. */
export type ClientEvent = Members["Type"]
