/** Server events about transcripts of the user's audio; they come at any time after the commit, beside responses. */
import * as Schema from "effect/Schema"
import { LogProb, TranscriptionError, TranscriptionLanguage } from "../../shapes/Detail.ts"
import { TranscriptionUsage } from "../../shapes/Usage.ts"
import { filled, firstIndex, nullish, serverEvent } from "../../wire/Wire.ts"

/** A piece of a transcript. */
export class InputAudioTranscriptionDelta extends serverEvent<InputAudioTranscriptionDelta>()(
  "conversation.item.input_audio_transcription.delta",
  {
    /** The item this is about. */
    item_id: Schema.String,
    /** Place of the part in the item's content, from 0. */
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
    /** The item this is about. */
    item_id: Schema.String,
    /** Place of the part in the item's content, from 0. */
    content_index: firstIndex,
    /** The whole transcript. */
    transcript: Schema.String,
    /** What it cost. */
    usage: nullish(TranscriptionUsage),
    /** The languages that were heard. */
    languages: nullish(Schema.Array(TranscriptionLanguage)),
    /** How sure the transcriber was, token by token; only with the `include` option for them. */
    logprobs: nullish(Schema.Array(LogProb))
  }
) {}

/** A diarizing model found a stretch of one speaker. */
export class InputAudioTranscriptionSegment extends serverEvent<InputAudioTranscriptionSegment>()(
  "conversation.item.input_audio_transcription.segment",
  {
    /** The item this is about. */
    item_id: Schema.String,
    /** Place of the part in the item's content, from 0. */
    content_index: firstIndex,
    /** Of the segment. */
    id: nullish(Schema.String),
    /** The words. */
    text: nullish(Schema.String),
    /** Who spoke, by a label of the model's. */
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
    /** The item this is about. */
    item_id: Schema.String,
    /** Place of the part in the item's content, from 0. */
    content_index: firstIndex,
    /** What went wrong. */
    error: filled(TranscriptionError, (value) => (typeof value === "string" ? { message: value } : {}))
  }
) {}
