/** Beta server events that stream the model's text, its audio and its transcript. GA has them under longer names. */
import * as Schema from "effect/Schema"
import { firstIndex, nullish, serverEvent } from "../../wire/Wire.ts"

/** The part that a delta belongs to. */
const part = {
  /** The id of the response. */
  response_id: Schema.String,
  /** The id of the item. */
  item_id: Schema.String,
  /** The item's index in the response, from 0. Some servers leave it out, so identify the item by its id. */
  output_index: nullish(Schema.Int),
  /** The index of the part in the item's content, from 0. */
  content_index: firstIndex
}

const textDelta = {
  ...part,
  /** The text to append. */
  delta: Schema.String,
  /** Random padding that hides the length of the text from eavesdroppers. */
  obfuscation: nullish(Schema.String)
}

/** The next piece of a text part. */
export class ResponseTextDelta extends serverEvent<ResponseTextDelta>()("response.text.delta", textDelta) {}

/** A text part is complete. */
export class ResponseTextDone extends serverEvent<ResponseTextDone>()("response.text.done", {
  ...part,
  /** The whole text again. */
  text: Schema.String
}) {}

/** The next piece of the transcript of the model's speech. It usually arrives before the audio. */
export class ResponseAudioTranscriptDelta extends serverEvent<ResponseAudioTranscriptDelta>()(
  "response.audio_transcript.delta",
  textDelta
) {}

/** The transcript of a spoken part is complete. */
export class ResponseAudioTranscriptDone extends serverEvent<ResponseAudioTranscriptDone>()(
  "response.audio_transcript.done",
  {
    ...part,
    /** The whole transcript again. */
    transcript: Schema.String
  }
) {}

/** The next piece of audio. It arrives faster than it plays. Over WebRTC the media track carries the audio instead. */
export class ResponseAudioDelta extends serverEvent<ResponseAudioDelta>()("response.audio.delta", {
  ...part,
  /** Base64 in the session's output format. */
  delta: Schema.String
}) {}

/** The part gets no more audio. Also sent if the response was cut off. */
export class ResponseAudioDone extends serverEvent<ResponseAudioDone>()("response.audio.done", part) {}
