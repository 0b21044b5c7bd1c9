/** The settings of a beta session in one flat object, as a client asks for them and as a server reports them. */
import * as Schema from "effect/Schema"
import { AudioTranscription, Voice } from "../../shapes/Audio.ts"
import { IncludeOption, MaxOutputTokens, Modality, Prompt, Tracing } from "../../shapes/Session.ts"
import { nullish, open, shape } from "../../wire/Wire.ts"
import {
  AudioFormatLegacy,
  AudioTranscriptionBeta,
  NoiseReductionBeta,
  TurnDetectionBeta,
  TurnDetectionTranscriptionEcho,
  VoiceBeta
} from "./Audio.ts"
import { ToolBeta, ToolChoiceBeta } from "./Tool.ts"

/** A short-lived key for a browser. Only answers over HTTP have it. */
export class ClientSecretBeta extends shape<ClientSecretBeta>()({
  /** The key, `ek_…`. Secret. */
  value: Schema.String,
  /** When the key expires, in epoch seconds. Defaults to 60 s from now. */
  expires_at: Schema.Finite
}) {}

/** How long a short-lived key should live. */
export class ClientSecretRequestBeta extends shape<ClientSecretRequestBeta>()({
  /** How long the key opens sessions. */
  expires_after: nullish(
    Schema.Struct({
      /** The event from which the seconds count. */
      anchor: nullish(open("created_at")),
      /** From the anchor. */
      seconds: nullish(Schema.Finite)
    })
  )
}) {}

/**
 * Works as {@link ClientSecretRequestBeta}, misspelled the way transcription sessions have it. Live servers refused it.
 */
export class TranscriptionClientSecretRequestBeta extends shape<TranscriptionClientSecretRequestBeta>()({
  /** How long the key opens sessions. */
  expires_at: nullish(
    Schema.Struct({
      /** The event from which the seconds count. */
      anchor: nullish(open("created_at")),
      /** From the anchor. */
      seconds: nullish(Schema.Finite)
    })
  )
}) {}

/**
 * The settings that a conversation has in requests and in answers alike. Has no `type`, because sending one is an
 * error.
 */
const realtime = {
  /** The model. It cannot change after the session was created. */
  model: nullish(Schema.String),
  /** `["text", "audio"]`, the default, or `["text"]`. */
  modalities: nullish(Schema.Array(Modality)),
  /** The system prompt. An empty string clears it. */
  instructions: nullish(Schema.String),
  /** The voice of the model. It cannot change after the model has spoken. */
  voice: nullish(Voice),
  /** The speed of speech, from 0.25 to 1.5. It can change only between turns. Defaults to 1. */
  speed: nullish(Schema.Finite),
  /** How the user's audio is encoded. */
  input_audio_format: nullish(AudioFormatLegacy),
  /** How the model's audio is encoded. */
  output_audio_format: nullish(AudioFormatLegacy),
  /** Filters noise out of the input. Null switches it off. */
  input_audio_noise_reduction: nullish(NoiseReductionBeta),
  /** Decides when the user's turn ends. Null leaves it to the client's commit. */
  turn_detection: nullish(TurnDetectionBeta),
  /** The tools that the model may call. An empty list clears them. */
  tools: nullish(Schema.Array(ToolBeta)),
  /** Whether the model may, must or must not call a tool. */
  tool_choice: nullish(ToolChoiceBeta),
  /** 0.6 to 1.2, default 0.8. GA removed it. */
  temperature: nullish(Schema.Finite),
  /** From 1 to 4096 tokens, or `inf`. */
  max_response_output_tokens: nullish(MaxOutputTokens),
  /** The trace in the provider's dashboard. Null switches it off. */
  tracing: nullish(Tracing)
}

/** Settings asked for in `session.update`. Absent keys stay as they are. */
export class SessionBetaUpdate extends shape<SessionBetaUpdate>()({
  ...realtime,
  /** The transcription of the user's audio. Null switches it off. */
  input_audio_transcription: nullish(AudioTranscriptionBeta),
  /** Over HTTP only. */
  client_secret: nullish(ClientSecretRequestBeta)
}) {}

/** A conversation as the server reports it, with every default filled in. */
export class SessionBeta extends shape<SessionBeta>()({
  /** `sess_…` */
  id: nullish(Schema.String),
  /** The kind of object, useful in logs. */
  object: nullish(open("realtime.session")),
  /** When the server will end the session, in epoch seconds. */
  expires_at: nullish(Schema.Finite),
  ...realtime,
  /** The voice, by its name or as an object. Fixed once the session has spoken. */
  voice: nullish(VoiceBeta),
  /** The transcription of the user's audio. Null switches it off. */
  input_audio_transcription: nullish(AudioTranscription),
  /** A stored prompt template. */
  prompt: nullish(Prompt),
  /** Extra fields that were asked for. */
  include: nullish(Schema.Array(IncludeOption)),
  /** An ephemeral key. Only answers over HTTP have it. Secret. */
  client_secret: nullish(ClientSecretBeta)
}) {}

/** The settings that a transcription session has in requests and in answers alike. */
const transcription = {
  /** How the user's audio is encoded. */
  input_audio_format: nullish(AudioFormatLegacy),
  /** The transcription of the user's audio. Null switches it off. */
  input_audio_transcription: nullish(AudioTranscription),
  /** Filters noise out of the input. Null switches it off. */
  input_audio_noise_reduction: nullish(NoiseReductionBeta),
  /** Extra fields that were asked for. */
  include: nullish(Schema.Array(IncludeOption)),
  /** A transcription session has nothing to say, but the field is there. */
  modalities: nullish(Schema.Array(Modality))
}

/** Settings asked for in `transcription_session.update`. */
export class TranscriptionSessionBetaUpdate extends shape<TranscriptionSessionBetaUpdate>()({
  ...transcription,
  /** Decides when the user's turn ends. Null leaves it to the client's commit. */
  turn_detection: nullish(TurnDetectionBeta),
  /** Over HTTP only. */
  client_secret: nullish(TranscriptionClientSecretRequestBeta)
}) {}

/** A transcription session as the server reports it. */
export class TranscriptionSessionBeta extends shape<TranscriptionSessionBeta>()({
  /** `sess_…` */
  id: nullish(Schema.String),
  /** The kind of object, useful in logs. */
  object: nullish(open("realtime.transcription_session")),
  /** When the server will end the session, in epoch seconds. */
  expires_at: nullish(Schema.Finite),
  ...transcription,
  /** Decides when the user's turn ends. Null leaves it to the client's commit. */
  turn_detection: nullish(TurnDetectionTranscriptionEcho),
  /** An ephemeral key. Only answers over HTTP have it. Secret. */
  client_secret: nullish(ClientSecretBeta)
}) {}
