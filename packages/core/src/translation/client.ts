/** What the client of a translation session says. */
import * as Schema from "effect/Schema"
import { clientEvent } from "../wire/Wire.ts"
import { SessionTranslationUpdate } from "./shapes.ts"

/** Changes languages, transcription or noise reduction. */
export class SessionUpdate extends clientEvent<SessionUpdate>()("session.update", {
  /** What is to change; absent keys stay. */
  session: SessionTranslationUpdate
}) {}

/** Feeds the interpreter, silence too: a gap is heard as if nothing had been between. */
export class SessionInputAudioBufferAppend extends clientEvent<SessionInputAudioBufferAppend>()(
  "session.input_audio_buffer.append",
  {
    /** Base64 24 kHz PCM16 mono, best in pieces of 200 ms. */
    audio: Schema.String
  }
) {}

/** Ends the session in order: what is left is translated, then `session.closed` comes. Send no audio after it. */
export class SessionClose extends clientEvent<SessionClose>()("session.close", {}) {}
