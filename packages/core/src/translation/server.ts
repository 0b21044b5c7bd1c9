/**
 * The events that a translation server sends (protocol section 2 (11)). They form a continuous stream without items,
 * turns or responses.
 */
import * as Schema from "effect/Schema"
import { nullish, open, serverEvent } from "../wire/Wire.ts"
import { SessionTranslation } from "./shapes.ts"

/** The first event of every connection. */
export class SessionCreated extends serverEvent<SessionCreated>()("session.created", {
  /** The whole configuration. */
  session: SessionTranslation
}) {}

/** A `session.update` was accepted. */
export class SessionUpdated extends serverEvent<SessionUpdated>()("session.updated", {
  /** The whole configuration. */
  session: SessionTranslation
}) {}

/** The server translated everything that came before `session.close`. The connection closes next. */
export class SessionClosed extends serverEvent<SessionClosed>()("session.closed", {}) {}

/** The place of a piece in the session's audio. */
const elapsed = {
  /** The milliseconds since the start of the input, in steps of 200. Several pieces may have the same value. */
  elapsed_ms: nullish(Schema.Finite)
}

const transcript = {
  /** The text to append as it is. It includes its spaces. */
  delta: Schema.String,
  ...elapsed
}

/** The next piece of the source text. Sent only if the session transcribes. */
export class SessionInputTranscriptDelta extends serverEvent<SessionInputTranscriptDelta>()(
  "session.input_transcript.delta",
  transcript
) {}

/** The next piece of the translated text. */
export class SessionOutputTranscriptDelta extends serverEvent<SessionOutputTranscriptDelta>()(
  "session.output_transcript.delta",
  transcript
) {}

/** The next piece of the translated speech. Over WebRTC it comes through the media track instead. */
export class SessionOutputAudioDelta extends serverEvent<SessionOutputAudioDelta>()("session.output_audio.delta", {
  /** Base64 of PCM16, of any length. */
  delta: Schema.String,
  /** The sample rate in Hz. Defaults to 24000. */
  sample_rate: nullish(Schema.Int),
  /** The number of channels. Defaults to 1. */
  channels: nullish(Schema.Int),
  /** The format of the audio, always `pcm16`. */
  format: nullish(open("pcm16")),
  ...elapsed
}) {}
