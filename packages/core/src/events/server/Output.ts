/** Server events that stream the model's output as text, audio and the transcript of the audio. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"
import { part } from "./part.ts"

const textDelta = {
  ...part,
  /** The text to append. */
  delta: Schema.String,
  /** Random padding that hides the length of the text from eavesdroppers. */
  obfuscation: nullish(Schema.String)
}

/** The next piece of a text part. */
export class ResponseOutputTextDelta extends serverEvent<ResponseOutputTextDelta>()(
  "response.output_text.delta",
  textDelta
) {}

/** A text part is complete. */
export class ResponseOutputTextDone extends serverEvent<ResponseOutputTextDone>()("response.output_text.done", {
  ...part,
  /** The whole text again. */
  text: Schema.String
}) {}

/** The next piece of the transcript of the model's speech. It usually arrives before the audio. */
export class ResponseOutputAudioTranscriptDelta extends serverEvent<ResponseOutputAudioTranscriptDelta>()(
  "response.output_audio_transcript.delta",
  textDelta
) {}

/** The transcript of a spoken part is complete. */
export class ResponseOutputAudioTranscriptDone extends serverEvent<ResponseOutputAudioTranscriptDone>()(
  "response.output_audio_transcript.done",
  {
    ...part,
    /** The whole transcript again. */
    transcript: Schema.String
  }
) {}

/**
 * The next piece of the model's audio. Audio arrives faster than it plays. Over WebRTC and SIP it comes through the
 * media track instead.
 */
export class ResponseOutputAudioDelta extends serverEvent<ResponseOutputAudioDelta>()("response.output_audio.delta", {
  ...part,
  /** Base64 in the session's output format. */
  delta: Schema.String
}) {}

/** The part gets no more audio. Also sent if the response was cut off. */
export class ResponseOutputAudioDone extends serverEvent<ResponseOutputAudioDone>()(
  "response.output_audio.done",
  part
) {}
