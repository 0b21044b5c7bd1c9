/** Server events about transcripts of the user's audio; they come at any time after the commit, beside responses. */
import * as Schema from "effect/Schema"
import { LogProb, TranscriptionError, TranscriptionLanguage } from "../shapes/Detail.ts"
import { TranscriptionUsage } from "../shapes/Usage.ts"
import { nullish, serverEvent } from "../wire/Wire.ts"

/** A piece of a transcript. */
export class InputAudioTranscriptionDelta extends serverEvent<InputAudioTranscriptionDelta>()(
  "conversation.item.input_audio_transcription.delta",
  {
    item_id: Schema.String,
    content_index: nullish(Schema.Int),
    /** To be appended. */
    delta: nullish(Schema.String),
    /** Only with the `include` option for them. */
    logprobs: nullish(Schema.Array(LogProb)),
    /** Random padding that hides the length of the text from eavesdroppers. */
    obfuscation: nullish(Schema.String)
  }
) {}

/** The transcript of one user item is final. Those of several items may come out of order. */
export class InputAudioTranscriptionCompleted extends serverEvent<InputAudioTranscriptionCompleted>()(
  "conversation.item.input_audio_transcription.completed",
  {
    item_id: Schema.String,
    content_index: Schema.Int,
    transcript: Schema.String,
    usage: nullish(TranscriptionUsage),
    languages: nullish(Schema.Array(TranscriptionLanguage)),
    logprobs: nullish(Schema.Array(LogProb))
  }
) {}

/** A diarizing model found a stretch of one speaker. */
export class InputAudioTranscriptionSegment extends serverEvent<InputAudioTranscriptionSegment>()(
  "conversation.item.input_audio_transcription.segment",
  {
    item_id: Schema.String,
    content_index: Schema.Int,
    /** Of the segment. */
    id: Schema.String,
    text: nullish(Schema.String),
    speaker: nullish(Schema.String),
    /** Seconds from the start of the item's audio. */
    start: nullish(Schema.Finite),
    /** Seconds from the start of the item's audio. */
    end: nullish(Schema.Finite)
  }
) {}

/** The transcription of one user item failed; the item stays. */
export class InputAudioTranscriptionFailed extends serverEvent<InputAudioTranscriptionFailed>()(
  "conversation.item.input_audio_transcription.failed",
  {
    item_id: Schema.String,
    content_index: Schema.Int,
    error: TranscriptionError
  }
) {}
