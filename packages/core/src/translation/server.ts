/** What a translation server says (protocol section 2 (11)): a running stream, no items, turns or responses. */
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

/** Everything is flushed after `session.close`; the socket closes next. */
export class SessionClosed extends serverEvent<SessionClosed>()("session.closed", {}) {}

/** Where in the session's audio a piece belongs. */
const elapsed = {
  /** Milliseconds since the start of the input, in steps of 200; several pieces may share one. */
  elapsed_ms: nullish(Schema.Finite)
}

const transcript = {
  /** To be appended as it is: spaces are in it. */
  delta: Schema.String,
  ...elapsed
}

/** Source text; only where transcription is set. */
export class SessionInputTranscriptDelta extends serverEvent<SessionInputTranscriptDelta>()(
  "session.input_transcript.delta",
  transcript
) {}

/** Translated text. */
export class SessionOutputTranscriptDelta extends serverEvent<SessionOutputTranscriptDelta>()(
  "session.output_transcript.delta",
  transcript
) {}

/** Translated speech. Over WebRTC the media track has it instead. */
export class SessionOutputAudioDelta extends serverEvent<SessionOutputAudioDelta>()("session.output_audio.delta", {
  /** Base64 PCM16, of any length. */
  delta: Schema.String,
  /** Hz, default 24000. */
  sample_rate: nullish(Schema.Int),
  /** Default 1. */
  channels: nullish(Schema.Int),
  /** `pcm16`. */
  format: nullish(open("pcm16")),
  ...elapsed
}) {}
