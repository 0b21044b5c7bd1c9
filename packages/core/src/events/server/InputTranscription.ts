/**
 * Server events about transcripts of the user's audio. They arrive at any time after the commit, also between the
 * events of a response.
 */
import * as Schema from "effect/Schema"
import { LogProb, TranscriptionError, TranscriptionLanguage } from "../../shapes/Detail.ts"
import { TranscriptionUsage } from "../../shapes/Usage.ts"
import { filled, firstIndex, nullish, serverEvent } from "../../wire/Wire.ts"

/** The next piece of a transcript. */
export class InputAudioTranscriptionDelta extends serverEvent<InputAudioTranscriptionDelta>()(
  "conversation.item.input_audio_transcription.delta",
  {
    /** The id of the item. */
    item_id: Schema.String,
    /** The index of the part in the item's content, from 0. */
    content_index: nullish(Schema.Int),
    /** The text to append. */
    delta: nullish(Schema.String),
    /** The log probability of each token. Sent only if the session's `include` asks for it. */
    logprobs: nullish(Schema.Array(LogProb)),
    /** Random padding that hides the length of the text from eavesdroppers. */
    obfuscation: nullish(Schema.String)
  }
) {}

/** The transcript of one user item is final. Transcripts of several items may arrive out of order. */
export class InputAudioTranscriptionCompleted extends serverEvent<InputAudioTranscriptionCompleted>()(
  "conversation.item.input_audio_transcription.completed",
  {
    /** The id of the item. */
    item_id: Schema.String,
    /** The index of the part in the item's content, from 0. */
    content_index: firstIndex,
    /** The whole transcript. */
    transcript: Schema.String,
    /** What the transcription cost. */
    usage: nullish(TranscriptionUsage),
    /** The languages that the transcriber recognized. */
    languages: nullish(Schema.Array(TranscriptionLanguage)),
    /** The log probability of each token. Sent only if the session's `include` asks for it. */
    logprobs: nullish(Schema.Array(LogProb))
  }
) {}

/** A model that tells speakers apart found a segment of one speaker. */
export class InputAudioTranscriptionSegment extends serverEvent<InputAudioTranscriptionSegment>()(
  "conversation.item.input_audio_transcription.segment",
  {
    /** The id of the item. */
    item_id: Schema.String,
    /** The index of the part in the item's content, from 0. */
    content_index: firstIndex,
    /** The id of the segment. */
    id: nullish(Schema.String),
    /** The text. */
    text: nullish(Schema.String),
    /** The model's label for the speaker. */
    speaker: nullish(Schema.String),
    /** Where the segment starts, in seconds of the item's audio. */
    start: nullish(Schema.Finite),
    /** Where the segment ends, in seconds of the item's audio. */
    end: nullish(Schema.Finite)
  }
) {}

/** The transcription of one user item failed. The item stays in the conversation. */
export class InputAudioTranscriptionFailed extends serverEvent<InputAudioTranscriptionFailed>()(
  "conversation.item.input_audio_transcription.failed",
  {
    /** The id of the item. */
    item_id: Schema.String,
    /** The index of the part in the item's content, from 0. */
    content_index: firstIndex,
    /** What went wrong. */
    error: filled(TranscriptionError, "message")
  }
) {}
