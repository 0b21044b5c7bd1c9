/** The settings of a translation session. */
import * as Schema from "effect/Schema"
import { NoiseReductionType } from "../shapes/Audio.ts"
import { filled, nullish, open, shape } from "../wire/Wire.ts"

/** Cleans the input before it is translated. */
export class NoiseReductionTranslation extends shape<NoiseReductionTranslation>()({
  type: NoiseReductionType,
  /** Higher suppresses more. */
  strength: nullish(Schema.Finite)
}) {}

/** Asks for the source text too. */
export class TranslationTranscription extends shape<TranslationTranscription>()({
  /** The transcribing model. */
  model: nullish(Schema.String),
  /** ISO 639-1 of the source. */
  language: nullish(Schema.String)
}) {}

/** The speaker's half. */
export class TranslationAudioInput extends shape<TranslationAudioInput>()({
  /** Null or absent: no source text. */
  transcription: nullish(TranslationTranscription),
  /** Cleans the input; null: not. */
  noise_reduction: nullish(NoiseReductionTranslation)
}) {}

/** The interpreter's half. */
export class TranslationAudioOutput extends shape<TranslationAudioOutput>()({
  /** ISO 639-1 of the target. */
  language: nullish(Schema.String)
}) {}

/** Both halves of the audio of a translation session. */
export class TranslationAudio extends shape<TranslationAudio>()({
  /** The speaker's half. */
  input: nullish(TranslationAudioInput),
  /** The interpreter's half. */
  output: nullish(TranslationAudioOutput)
}) {}

/** A translation session as the server has it. */
export class SessionTranslation extends shape<SessionTranslation>()({
  /** Its id. */
  id: nullish(Schema.String),
  type: filled(open("translation"), () => "translation"),
  /** The transcribing model. */
  model: nullish(Schema.String),
  /** Epoch seconds. */
  expires_at: nullish(Schema.Finite),
  /** How it sounds and hears. */
  audio: nullish(TranslationAudio)
}) {}

/** What a translation session may change; type and model are fixed. */
export class SessionTranslationUpdate extends shape<SessionTranslationUpdate>()({
  /** How it sounds and hears. */
  audio: nullish(TranslationAudio)
}) {}

/** What a client secret for a translation session fixes. */
export class SessionTranslationCreate extends shape<SessionTranslationCreate>()({
  /** E.g. `gpt-realtime-translate`. */
  model: Schema.String,
  /** How it sounds and hears. */
  audio: nullish(TranslationAudio)
}) {}
