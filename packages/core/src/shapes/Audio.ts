/** How audio is spelled, cleaned, transcribed and cut into turns. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../wire/Wire.ts"

/** 16-bit little-endian PCM, mono. */
export class AudioPCM extends shape<AudioPCM>()({
  type: Schema.tag("audio/pcm"),
  /** Samples per second; 24000 is the only rate served. */
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

/** The voices with a name; any other string may be a voice too. */
export const Voice = open("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar")
export type Voice = typeof Voice.Type

/** A voice made for one account. */
export class CustomVoice extends shape<CustomVoice>()({
  /** `voice_…` */
  id: Schema.String
}) {}

/** A voice by name, or a custom one by id. Servers answer with a plain name. */
export const VoiceRef = Schema.Union([Voice, CustomVoice])
export type VoiceRef = typeof VoiceRef.Type

/** Near for a headset, far for a laptop or a room. */
export const NoiseReductionType = open("near_field", "far_field")
export type NoiseReductionType = typeof NoiseReductionType.Type

/** Cleans the input before turn detection and the model hear it. Null in its place switches it off. */
export class NoiseReduction extends shape<NoiseReduction>()({
  type: nullish(NoiseReductionType),
  /** Higher suppresses more; 1 when first switched on. Absent in an update: as it was. */
  strength: nullish(Schema.Finite)
}) {}

/** Asks for transcripts of the user's audio. Null in its place switches them off. */
export class AudioTranscription extends shape<AudioTranscription>()({
  /** The transcribing model; on Azure the name of a deployment. */
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
  /** ISO 639-1, e.g. `en`. */
  language: nullish(Schema.String),
  /** The languages to expect; gpt-transcribe and gpt-live-transcribe. */
  languages: nullish(Schema.Array(Schema.String)),
  /** Words to expect; gpt-transcribe and gpt-live-transcribe. */
  keywords: nullish(Schema.Array(Schema.String)),
  /** Free text that steers spelling and style; not for gpt-realtime-whisper. */
  prompt: nullish(Schema.String),
  /** How long gpt-realtime-whisper may wait for certainty. */
  delay: nullish(open("minimal", "low", "medium", "high", "xhigh"))
}) {}

/** Turns by loudness and silence. */
export class ServerVad extends shape<ServerVad>()({
  type: Schema.tag("server_vad"),
  /** 0 to 1, default 0.5; higher needs louder speech. */
  threshold: nullish(Schema.Finite),
  /** Milliseconds of audio kept from before the speech, default 300. */
  prefix_padding_ms: nullish(Schema.Finite),
  /** Milliseconds of silence that end a turn; 500 documented, 200 seen. */
  silence_duration_ms: nullish(Schema.Finite),
  /** Answer each turn with a response, default true. */
  create_response: nullish(Schema.Boolean),
  /** Cancel the running response when the user speaks, default true. */
  interrupt_response: nullish(Schema.Boolean),
  /** Milliseconds without speech after which the server takes the turn, 5000 to 30000; null is off. */
  idle_timeout_ms: nullish(Schema.Finite)
}) {}

/** Turns by meaning: the server waits while the sentence seems unfinished. */
export class SemanticVad extends shape<SemanticVad>()({
  type: Schema.tag("semantic_vad"),
  /** How soon it takes the turn: at most 8, 4 or 2 s of waiting for low, medium, high; auto is medium. */
  eagerness: nullish(open("low", "medium", "high", "auto")),
  /** Answer each turn with a response, default true. */
  create_response: nullish(Schema.Boolean),
  /** Cancel the running response when the user speaks, default true. */
  interrupt_response: nullish(Schema.Boolean)
}) {}

/** A turn detector that this version does not name. */
export class UnlistedTurnDetection extends shape<UnlistedTurnDetection>()({
  type: unlistedName(["server_vad", "semantic_vad"])
}) {}

/** Who decides when the user has finished. Null in its place: the client commits and asks for responses itself. */
export const TurnDetection = Schema.Union([ServerVad, SemanticVad, UnlistedTurnDetection])
export type TurnDetection = typeof TurnDetection.Type

/** The user's half of the audio. */
export class AudioConfigInput extends shape<AudioConfigInput>()({
  /** How the bytes are encoded. */
  format: nullish(AudioFormat),
  /** Cleans the input; null: not. */
  noise_reduction: nullish(NoiseReduction),
  /** Transcripts of the user's audio; null: none. */
  transcription: nullish(AudioTranscription),
  /** Who decides when the user has finished; null: the client does, by commit. */
  turn_detection: nullish(TurnDetection)
}) {}

/** The model's half of the audio. */
export class AudioConfigOutput extends shape<AudioConfigOutput>()({
  /** How the bytes are encoded. */
  format: nullish(AudioFormat),
  /** 0.25 to 1.5 times normal speed, default 1; changes only between turns. */
  speed: nullish(Schema.Finite),
  /** Fixed once the session has spoken. */
  voice: nullish(VoiceRef)
}) {}

/** Both halves of the audio of a session. */
export class AudioConfig extends shape<AudioConfig>()({
  /** The user's half. */
  input: nullish(AudioConfigInput),
  /** The model's half. */
  output: nullish(AudioConfigOutput)
}) {}

/** The audio of a transcription session, which has no output. */
export class AudioConfigTranscription extends shape<AudioConfigTranscription>()({
  /** The user's half. */
  input: nullish(AudioConfigInput)
}) {}

/** The audio of one response. */
export class ResponseAudio extends shape<ResponseAudio>()({
  /** The model's half. */
  output: nullish(
    Schema.Struct({
      /** How the bytes are encoded. */
      format: nullish(AudioFormat),
      /** Who speaks. */
      voice: nullish(VoiceRef)
    })
  )
}) {}
