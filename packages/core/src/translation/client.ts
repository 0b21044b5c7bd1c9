/** The events that the client of a translation session sends. */
import * as Schema from "effect/Schema"
import { clientEvent } from "../wire/Wire.ts"
import { SessionTranslationUpdate } from "./shapes.ts"

/** Changes the target language, the transcription or the noise reduction. */
export class SessionUpdate extends clientEvent<SessionUpdate>()("session.update", {
  /** The settings to change. Absent keys keep their values. */
  session: SessionTranslationUpdate
}) {}

/** Appends audio to be translated. Send silence too, because the interpreter joins audio across a gap. */
export class SessionInputAudioBufferAppend extends clientEvent<SessionInputAudioBufferAppend>()(
  "session.input_audio_buffer.append",
  {
    /** Base64 of 24 kHz mono PCM16. Pieces of 200 ms are best. */
    audio: Schema.String
  }
) {}

/**
 * Ends the session in order. The server translates the remaining audio and then sends `session.closed`. Send no audio
 * after it.
 */
export class SessionClose extends clientEvent<SessionClose>()("session.close", {}) {}
