/** The settings for audio formats, noise reduction, transcription and turn detection. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../wire/Wire.ts"

/** 16-bit little-endian PCM, mono. */
export class AudioPCM extends shape<AudioPCM>()({
  type: Schema.tag("audio/pcm"),
  /** Samples per second. Servers support only 24000. */
  rate: nullish(Schema.Int)
}) {}

/** G.711 µ-law, 8 kHz mono, one byte a sample. */
export class AudioPCMU extends shape<AudioPCMU>()({
  type: Schema.tag("audio/pcmu")
}) {}

/** G.711 A-law, 8 kHz mono, one byte a sample. */
export class AudioPCMA extends shape<AudioPCMA>()({
  type: Schema.tag("audio/pcma")
}) {}

/** A format that this version does not name. */
export class UnlistedAudioFormat extends shape<UnlistedAudioFormat>()({
  type: unlistedName(["audio/pcm", "audio/pcmu", "audio/pcma"])
}) {}

/** How audio bytes are encoded, in events and on the wire alike. */
export const AudioFormat = Schema.Union([AudioPCM, AudioPCMU, AudioPCMA, UnlistedAudioFormat])
export type AudioFormat = typeof AudioFormat.Type

/** The voices known today. Any other string may be a voice too. */
export const Voice = open("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar")
export type Voice = typeof Voice.Type

/** A voice that belongs to one account. */
export class CustomVoice extends shape<CustomVoice>()({
  /** `voice_…` */
  id: Schema.String
}) {}

/** A voice by name, or a custom one by id. Servers answer with a plain name. */
export const VoiceRef = Schema.Union([Voice, CustomVoice])
export type VoiceRef = typeof VoiceRef.Type

/** `near_field` is for a headset, `far_field` for a laptop or a room. */
export const NoiseReductionType = open("near_field", "far_field")
export type NoiseReductionType = typeof NoiseReductionType.Type

/** Filters the input before turn detection and the model get it. Null in its place switches it off. */
export class NoiseReduction extends shape<NoiseReduction>()({
  type: nullish(NoiseReductionType),
  /** A higher value suppresses more noise. Defaults to 1. An update without it keeps the value. */
  strength: nullish(Schema.Finite)
}) {}

/** Requests transcripts of the user's audio. Null in its place switches them off. */
export class AudioTranscription extends shape<AudioTranscription>()({
  /** The transcription model. On Azure it is the name of a deployment. */
  model: nullish(
    open(
      "whisper-1",
      "gpt-transcribe",
      "gpt-live-transcribe",
      "gpt-4o-mini-transcribe",
      "gpt-4o-mini-transcribe-2025-12-15",
      "gpt-4o-transcribe",
      "gpt-4o-transcribe-diarize",
      "gpt-realtime-whisper"
    )
  ),
  /** The language as ISO 639-1, e.g. `en`. */
  language: nullish(Schema.String),
  /** The languages to expect. Only for gpt-transcribe and gpt-live-transcribe. */
  languages: nullish(Schema.Array(Schema.String)),
  /** The words to expect. Only for gpt-transcribe and gpt-live-transcribe. */
  keywords: nullish(Schema.Array(Schema.String)),
  /** Free text that guides spelling and style. Not for gpt-realtime-whisper. */
  prompt: nullish(Schema.String),
  /** How long gpt-realtime-whisper may wait in order to be more certain. */
  delay: nullish(open("minimal", "low", "medium", "high", "xhigh"))
}) {}

/** Detects turns by loudness and silence. */
export class ServerVad extends shape<ServerVad>()({
  type: Schema.tag("server_vad"),
  /** From 0 to 1. A higher value needs louder speech. Defaults to 0.5. */
  threshold: nullish(Schema.Finite),
  /** The milliseconds of audio kept from before the speech. Defaults to 300. */
  prefix_padding_ms: nullish(Schema.Finite),
  /** The milliseconds of silence that end a turn. The documented default is 500, and servers have shown 200. */
  silence_duration_ms: nullish(Schema.Finite),
  /** Whether the server answers each turn with a response. Defaults to true. */
  create_response: nullish(Schema.Boolean),
  /** Whether the server cancels the current response when the user speaks. Defaults to true. */
  interrupt_response: nullish(Schema.Boolean),
  /**
   * The milliseconds without speech after which the server takes the turn, from 5000 to 30000. Null switches it off.
   */
  idle_timeout_ms: nullish(Schema.Finite)
}) {}

/** Detects turns by meaning. The server waits while the sentence seems unfinished. */
export class SemanticVad extends shape<SemanticVad>()({
  type: Schema.tag("semantic_vad"),
  /**
   * How soon the server takes the turn. It waits at most 8 s for low, 4 s for medium and 2 s for high. `auto` equals
   * medium.
   */
  eagerness: nullish(open("low", "medium", "high", "auto")),
  /** Whether the server answers each turn with a response. Defaults to true. */
  create_response: nullish(Schema.Boolean),
  /** Whether the server cancels the current response when the user speaks. Defaults to true. */
  interrupt_response: nullish(Schema.Boolean)
}) {}

/** A turn detector that this version does not name. */
export class UnlistedTurnDetection extends shape<UnlistedTurnDetection>()({
  type: unlistedName(["server_vad", "semantic_vad"])
}) {}

/**
 * Decides when the user's turn ends. Null in its place leaves it to the client, which then commits the audio and
 * requests responses itself.
 */
export const TurnDetection = Schema.Union([ServerVad, SemanticVad, UnlistedTurnDetection])
export type TurnDetection = typeof TurnDetection.Type

/** The settings of the user's audio. */
export class AudioConfigInput extends shape<AudioConfigInput>()({
  /** The format of the audio. */
  format: nullish(AudioFormat),
  /** Filters noise out of the input. Null switches it off. */
  noise_reduction: nullish(NoiseReduction),
  /** The transcription of the user's audio. Null switches it off. */
  transcription: nullish(AudioTranscription),
  /** Decides when the user's turn ends. Null leaves it to the client's commit. */
  turn_detection: nullish(TurnDetection)
}) {}

/** The settings of the model's audio. */
export class AudioConfigOutput extends shape<AudioConfigOutput>()({
  /** The format of the audio. */
  format: nullish(AudioFormat),
  /** The speed of speech, from 0.25 to 1.5. It can change only between turns. Defaults to 1. */
  speed: nullish(Schema.Finite),
  /** The voice of the model. It cannot change after the model has spoken. */
  voice: nullish(VoiceRef)
}) {}

/** The audio settings of a session. */
export class AudioConfig extends shape<AudioConfig>()({
  /** The settings of the user's audio. */
  input: nullish(AudioConfigInput),
  /** The settings of the model's audio. */
  output: nullish(AudioConfigOutput)
}) {}

/** The audio of a transcription session, which has no output. */
export class AudioConfigTranscription extends shape<AudioConfigTranscription>()({
  /** The settings of the user's audio. */
  input: nullish(AudioConfigInput)
}) {}

/** The audio of one response. */
export class ResponseAudio extends shape<ResponseAudio>()({
  /** The settings of the model's audio. */
  output: nullish(
    Schema.Struct({
      /** The format of the audio. */
      format: nullish(AudioFormat),
      /** The voice of the model. */
      voice: nullish(VoiceRef)
    })
  )
}) {}
