/** Beta server events about the session. */
import { SessionBeta, TranscriptionSessionBeta } from "../shapes/Session.ts"
import { serverEvent } from "../../wire/Wire.ts"

/** The first event of a connection, with all defaults. */
export class SessionCreatedBeta extends serverEvent<SessionCreatedBeta>()("session.created", {
  /** The whole configuration. */
  session: SessionBeta
}) {}

/** A `session.update` was accepted. It has the whole configuration, not only what changed. */
export class SessionUpdatedBeta extends serverEvent<SessionUpdatedBeta>()("session.updated", {
  /** The whole configuration. */
  session: SessionBeta
}) {}

/** The first event of a transcription connection. GA says `session.created`. */
export class TranscriptionSessionCreated extends serverEvent<TranscriptionSessionCreated>()(
  "transcription_session.created",
  {
    /** The whole configuration. */
    session: TranscriptionSessionBeta
  }
) {}

/** A `transcription_session.update` was accepted. GA says `session.updated`. */
export class TranscriptionSessionUpdated extends serverEvent<TranscriptionSessionUpdated>()(
  "transcription_session.updated",
  {
    /** The whole configuration. */
    session: TranscriptionSessionBeta
  }
) {}
