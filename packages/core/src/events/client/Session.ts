/** Client events that configure. */
import { SessionRequest } from "../../shapes/Session.ts"
import { clientEvent } from "../../wire/Wire.ts"

/**
 * Changes the configuration at any time. Absent keys stay; null switches turn detection, transcription and noise
 * reduction off; an empty string clears the instructions, an empty list the tools. An unknown key refuses the whole.
 */
export class SessionUpdate extends clientEvent<SessionUpdate>()("session.update", {
  /** What is to change; absent keys stay. */
  session: SessionRequest
}) {}
