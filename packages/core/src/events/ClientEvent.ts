/** The GA protocol, client side: every event that a client may send on a conversation, transcription or sideband connection. */
import {
  InputAudioBufferAppend,
  InputAudioBufferClear,
  InputAudioBufferCommit,
  OutputAudioBufferClear
} from "./client/AudioBuffer.ts"
import {
  ConversationItemCreate,
  ConversationItemDelete,
  ConversationItemRetrieve,
  ConversationItemTruncate
} from "./client/Conversation.ts"
import { ResponseCancel, ResponseCreate } from "./client/Response.ts"
import { SessionUpdate } from "./client/Session.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"

type Members =
  | typeof SessionUpdate
  | typeof InputAudioBufferAppend
  | typeof InputAudioBufferCommit
  | typeof InputAudioBufferClear
  | typeof OutputAudioBufferClear
  | typeof ConversationItemCreate
  | typeof ConversationItemRetrieve
  | typeof ConversationItemTruncate
  | typeof ConversationItemDelete
  | typeof ResponseCreate
  | typeof ResponseCancel

/** What a client says. Decode, match, make, validate and encode its events. */
export const ClientEvent: Vocabulary<Members> = makeVocabulary<Members>("ClientEvent", [
  SessionUpdate,
  InputAudioBufferAppend,
  InputAudioBufferCommit,
  InputAudioBufferClear,
  OutputAudioBufferClear,
  ConversationItemCreate,
  ConversationItemRetrieve,
  ConversationItemTruncate,
  ConversationItemDelete,
  ResponseCreate,
  ResponseCancel
])

/** Any event of a client. */
export type ClientEvent = Members["Type"]
