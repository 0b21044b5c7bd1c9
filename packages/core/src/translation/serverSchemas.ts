/** The schemas of the events that a server may send, in the order of the protocol. */
import { ErrorEvent } from "../events/server/Session.ts"
import {
  SessionClosed,
  SessionCreated,
  SessionInputTranscriptDelta,
  SessionOutputAudioDelta,
  SessionOutputTranscriptDelta,
  SessionUpdated
} from "./server.ts"

export const serverSchemas = [
  SessionCreated,
  SessionUpdated,
  ErrorEvent,
  SessionClosed,
  SessionInputTranscriptDelta,
  SessionOutputTranscriptDelta,
  SessionOutputAudioDelta
] as const

export type ServerSchemas = (typeof serverSchemas)[number]
