/** The schemas of the events that a client may send, in the order of the protocol. */
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

export const clientSchemas = [
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
] as const

export type ClientSchemas = (typeof clientSchemas)[number]
