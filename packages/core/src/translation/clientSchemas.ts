/** The schemas of the events that a client may send, in the order of the protocol. */
import { SessionClose, SessionInputAudioBufferAppend, SessionUpdate } from "./client.ts"

export const clientSchemas = [SessionUpdate, SessionInputAudioBufferAppend, SessionClose] as const

export type ClientSchemas = (typeof clientSchemas)[number]
