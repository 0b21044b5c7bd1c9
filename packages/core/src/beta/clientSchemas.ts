/** The schemas of the events that a client may send, in the order of the protocol. */
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

export const clientSchemas = [
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
] as const

export type ClientSchemas = (typeof clientSchemas)[number]
