/** How the beta spells audio formats, turn detection and noise reduction. */
import * as Schema from "effect/Schema"
import { NoiseReductionType, Voice } from "../../shapes/Audio.ts"
import { nullish, open, shape } from "../../wire/Wire.ts"

/** A format as one word. `pcm16` is 16-bit little-endian mono at 24 kHz. The G.711 formats are 8 kHz mono. */
export const AudioFormatLegacy = open("pcm16", "g711_ulaw", "g711_alaw")
export type AudioFormatLegacy = typeof AudioFormatLegacy.Type

/** A voice as an object, the way Azure's Voice Live answers. */
export class NamedVoiceBeta extends shape<NamedVoiceBeta>()({
  /** The name of the voice. */
  name: nullish(Schema.String),
  /** The provider of the voice. */
  type: nullish(open("openai", "azure-standard", "azure-custom", "azure-personal"))
}) {}

/** The voice of a session or a response as a server answers it. Clients ask for a voice by its name. */
export const VoiceBeta = Schema.Union([Voice, NamedVoiceBeta])
export type VoiceBeta = typeof VoiceBeta.Type

/** Filters the input before turn detection and the model get it. Null in its place switches it off. */
export class NoiseReductionBeta extends shape<NoiseReductionBeta>()({
  type: nullish(NoiseReductionType)
}) {}

/** Asks for transcripts of the user's audio. It has fewer settings than in GA. */
export class AudioTranscriptionBeta extends shape<AudioTranscriptionBeta>()({
  /** The transcription model. On Azure it is the name of a deployment. */
  model: nullish(open("whisper-1", "gpt-4o-mini-transcribe", "gpt-4o-transcribe")),
  /** The language as ISO 639-1, e.g. `en`. */
  language: nullish(Schema.String),
  /** Free text that steers spelling and style. */
  prompt: nullish(Schema.String)
}) {}

/** Decides when the user has finished. Both detectors share one flat record. If it is null, the client decides. */
export class TurnDetectionBeta extends shape<TurnDetectionBeta>()({
  /** By loudness and silence, the default, or by meaning. */
  type: nullish(open("server_vad", "semantic_vad")),
  /** For `server_vad`, from 0 to 1. A higher value needs louder speech. Defaults to 0.5. */
  threshold: nullish(Schema.Finite),
  /** For `server_vad`, the milliseconds of audio kept from before the speech. Defaults to 300. */
  prefix_padding_ms: nullish(Schema.Finite),
  /**
   * For `server_vad`, the milliseconds of silence that end a turn. Defaults to 500 by the documentation. Servers use
   * 200.
   */
  silence_duration_ms: nullish(Schema.Finite),
  /** Whether the server answers each turn with a response. Defaults to true. */
  create_response: nullish(Schema.Boolean),
  /** Whether the server cancels the current response when the user speaks. Defaults to true. */
  interrupt_response: nullish(Schema.Boolean),
  /** For `semantic_vad`, how soon it takes the turn. `auto` is the same as `medium`. */
  eagerness: nullish(open("low", "medium", "high", "auto")),
  /**
   * For `server_vad`, the milliseconds without speech after which the server takes the turn. Only late servers have it.
   */
  idle_timeout_ms: nullish(Schema.Finite)
}) {}

/** Turn detection as a transcription session echoes it. */
export class TurnDetectionTranscriptionEcho extends shape<TurnDetectionTranscriptionEcho>()({
  type: nullish(open("server_vad")),
  /** From 0 to 1. A higher value needs louder speech. */
  threshold: nullish(Schema.Finite),
  /** Milliseconds of audio kept from before the speech. */
  prefix_padding_ms: nullish(Schema.Finite),
  /** Milliseconds of silence that end a turn. */
  silence_duration_ms: nullish(Schema.Finite)
}) {}
