/** The client events of the beta protocol (protocol section 0). If an event is the same in GA, it is the GA class. */
import {
  InputAudioBufferAppend,
  InputAudioBufferClear,
  InputAudioBufferCommit,
  OutputAudioBufferClear
} from "../events/client/AudioBuffer.ts"
import {
  ConversationItemDelete,
  ConversationItemRetrieve,
  ConversationItemTruncate
} from "../events/client/Conversation.ts"
import { ResponseCancel } from "../events/client/Response.ts"
import { ConversationItemCreateBeta, ResponseCreateBeta } from "./client/Conversation.ts"
import { SessionUpdateBeta, TranscriptionSessionUpdate } from "./client/Session.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"

type Members =
  | typeof SessionUpdateBeta
  | typeof InputAudioBufferAppend
  | typeof InputAudioBufferCommit
  | typeof InputAudioBufferClear
  | typeof OutputAudioBufferClear
  | typeof ConversationItemCreateBeta
  | typeof ConversationItemRetrieve
  | typeof ConversationItemTruncate
  | typeof ConversationItemDelete
  | typeof ResponseCreateBeta
  | typeof ResponseCancel
  | typeof TranscriptionSessionUpdate

/** What a beta client says. Decode, match, make, validate and encode its events. */
export const ClientEvent: Vocabulary<Members> = makeVocabulary<Members>("Beta.ClientEvent", [
  SessionUpdateBeta,
  InputAudioBufferAppend,
  InputAudioBufferCommit,
  InputAudioBufferClear,
  OutputAudioBufferClear,
  ConversationItemCreateBeta,
  ConversationItemRetrieve,
  ConversationItemTruncate,
  ConversationItemDelete,
  ResponseCreateBeta,
  ResponseCancel,
  TranscriptionSessionUpdate
])

/** Any event of a beta client. */
export type ClientEvent = Members["Type"]
