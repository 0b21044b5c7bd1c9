/** The settings of a translation session. */
import * as Schema from "effect/Schema"
import { NoiseReductionType } from "../shapes/Audio.ts"
import { filled, nullish, open, shape } from "../wire/Wire.ts"

/** Filters noise out of the input before it is translated. */
export class NoiseReductionTranslation extends shape<NoiseReductionTranslation>()({
  type: NoiseReductionType,
  /** A higher value suppresses more noise. */
  strength: nullish(Schema.Finite)
}) {}

/** Requests the source text too. */
export class TranslationTranscription extends shape<TranslationTranscription>()({
  /** The transcription model. */
  model: nullish(Schema.String),
  /** The language of the source as ISO 639-1. */
  language: nullish(Schema.String)
}) {}

/** The settings of the speaker's audio. */
export class TranslationAudioInput extends shape<TranslationAudioInput>()({
  /** The transcription of the source. The server sends no source text if it is null or absent. */
  transcription: nullish(TranslationTranscription),
  /** Filters noise out of the input. Null switches it off. */
  noise_reduction: nullish(NoiseReductionTranslation)
}) {}

/** The settings of the interpreter's audio. */
export class TranslationAudioOutput extends shape<TranslationAudioOutput>()({
  /** The language of the translation as ISO 639-1. */
  language: nullish(Schema.String)
}) {}

/** The audio settings of a translation session. */
export class TranslationAudio extends shape<TranslationAudio>()({
  /** The settings of the speaker's audio. */
  input: nullish(TranslationAudioInput),
  /** The settings of the interpreter's audio. */
  output: nullish(TranslationAudioOutput)
}) {}

/** A translation session as the server reports it. */
export class SessionTranslation extends shape<SessionTranslation>()({
  /** The session's id. */
  id: nullish(Schema.String),
  type: filled(open("translation"), "translation"),
  /** The transcription model. */
  model: nullish(Schema.String),
  /** Epoch seconds. */
  expires_at: nullish(Schema.Finite),
  /** The audio settings. */
  audio: nullish(TranslationAudio)
}) {}

/** The settings that a translation session may change. Its type and model are fixed. */
export class SessionTranslationUpdate extends shape<SessionTranslationUpdate>()({
  /** The audio settings. */
  audio: nullish(TranslationAudio)
}) {}

/** The settings that a client secret for a translation session has. */
export class SessionTranslationCreate extends shape<SessionTranslationCreate>()({
  /** The model, e.g. `gpt-realtime-translate`. */
  model: Schema.String,
  /** The audio settings. */
  audio: nullish(TranslationAudio)
}) {}
