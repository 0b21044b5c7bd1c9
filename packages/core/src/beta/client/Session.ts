/** Beta client events that configure. */
import { clientEvent } from "../../wire/Wire.ts"
import { SessionBetaUpdate, TranscriptionSessionBetaUpdate } from "../shapes/Session.ts"

/**
 * Changes the configuration at any time. Absent keys keep their values. Null switches off turn detection, transcription
 * and noise reduction. An empty string clears the instructions, and an empty list clears the tools. The server refuses
 * the whole update if it has an unknown key.
 */
export class SessionUpdateBeta extends clientEvent<SessionUpdateBeta>()("session.update", {
  /** The settings to change. Absent keys keep their values. */
  session: SessionBetaUpdate
}) {}

/** Configures a transcription session. GA says `session.update` with the type `transcription`. */
export class TranscriptionSessionUpdate extends clientEvent<TranscriptionSessionUpdate>()(
  "transcription_session.update",
  {
    /** The settings to change. Absent keys keep their values. */
    session: TranscriptionSessionBetaUpdate
  }
) {}
