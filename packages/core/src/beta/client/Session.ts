/** Beta client events that configure. */
import { clientEvent } from "../../wire/Wire.ts"
import { SessionBetaUpdate, TranscriptionSessionBetaUpdate } from "../shapes/Session.ts"

/**
 * Changes the configuration at any time. Absent keys stay; null switches turn detection, transcription and noise
 * reduction off; an empty string clears the instructions, an empty list the tools. An unknown key refuses the whole.
 */
export class SessionUpdateBeta extends clientEvent<SessionUpdateBeta>()("session.update", {
  /** What is to change; absent keys stay. */
  session: SessionBetaUpdate
}) {}

/** Configures a transcription session. GA says `session.update` with the type `transcription`. */
export class TranscriptionSessionUpdate extends clientEvent<TranscriptionSessionUpdate>()(
  "transcription_session.update",
  {
    /** What is to change; absent keys stay. */
    session: TranscriptionSessionBetaUpdate
  }
) {}
