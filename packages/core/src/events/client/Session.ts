/** The client event that configures the session. */
import { SessionRequest } from "../../shapes/Session.ts"
import { clientEvent } from "../../wire/Wire.ts"

/**
 * Changes the configuration at any time. Absent keys keep their values. Null switches off turn detection, transcription
 * and noise reduction. An empty string clears the instructions, and an empty list clears the tools. The server refuses
 * the whole update if it has an unknown key.
 */
export class SessionUpdate extends clientEvent<SessionUpdate>()("session.update", {
  /** The settings to change. Absent keys keep their values. */
  session: SessionRequest
}) {}
