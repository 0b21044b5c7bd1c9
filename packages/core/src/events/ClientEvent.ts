/**
 * Every event of the GA protocol that a client may send. They travel on conversation, transcription and sideband
 * connections.
 */
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

/**
 * Decodes, matches, makes, validates and encodes the events of a client.
 *
 * @example
 * ```ts
 * const event = ClientEvent.make("response.create", { response: { instructions: "Say hello." } })
 * const frame = ClientEvent.encode(event)
 * ```
 */
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

/** Any event that a client sends. */
export type ClientEvent = Members["Type"]
