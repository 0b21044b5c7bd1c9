/** Server events that stream what the model says: text, audio and its transcript. */
import * as Schema from "effect/Schema"
import { firstIndex, nullish, serverEvent } from "../../wire/Wire.ts"

/** The part that a delta belongs to. */
const part = {
  /** The response this belongs to. */
  response_id: Schema.String,
  /** The item this is about. */
  item_id: Schema.String,
  /** Place of the item among those of this response, from 0. Some servers leave it out; the item's id names the item. */
  output_index: nullish(Schema.Int),
  /** Place of the part in the item's content, from 0. */
  content_index: firstIndex
}

const textDelta = {
  ...part,
  /** To be appended. */
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
  /** The whole text once more. */
  text: Schema.String
}) {}

/** The next piece of what is being said; usually ahead of the audio. */
export class ResponseOutputAudioTranscriptDelta extends serverEvent<ResponseOutputAudioTranscriptDelta>()(
  "response.output_audio_transcript.delta",
  textDelta
) {}

/** The transcript of a spoken part is complete. */
export class ResponseOutputAudioTranscriptDone extends serverEvent<ResponseOutputAudioTranscriptDone>()(
  "response.output_audio_transcript.done",
  {
    ...part,
    /** The whole transcript once more. */
    transcript: Schema.String
  }
) {}

/** The next stretch of audio; comes faster than it plays. Over WebRTC and SIP the media track has it instead. */
export class ResponseOutputAudioDelta extends serverEvent<ResponseOutputAudioDelta>()("response.output_audio.delta", {
  ...part,
  /** Base64 in the session's output format. */
  delta: Schema.String
}) {}

/** No more audio for this part, also when cut off. */
export class ResponseOutputAudioDone extends serverEvent<ResponseOutputAudioDone>()(
  "response.output_audio.done",
  part
) {}
