/** What the spans and metrics of a session share. */
import type { Attributes, Context, Tracer } from "@opentelemetry/api"
import type { RealtimeSession } from "../session/RealtimeSession.ts"
import { type Instruments, present } from "./instruments.ts"

/** What the spans and metrics of one session share. */
export interface Telemetry {
  readonly tracer: Tracer
  readonly instruments: Instruments
  /** The span that was active when the session was observed. */
  readonly parent: Context
  readonly attributes: Attributes
}

/** What is known of the session now. It changes with the connection. */
export const sessionAttributes = ({ callId, state }: RealtimeSession): Attributes => {
  const { session = {} } = state
  return present({
    "gen_ai.request.model": "model" in session ? (session.model ?? undefined) : undefined,
    "gen_ai.conversation.id": "id" in session ? (session.id ?? undefined) : undefined,
    "antiphon.call.id": callId
  })
}
