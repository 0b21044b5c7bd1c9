/** What a beta session is set to: one flat object, as asked for and as a server answers. */
import * as Schema from "effect/Schema"
import { AudioTranscription, Voice } from "../../shapes/Audio.ts"
import { IncludeOption, MaxOutputTokens, Modality, Prompt, Tracing } from "../../shapes/Session.ts"
import { nullish, open, shape } from "../../wire/Wire.ts"
import {
  AudioFormatLegacy,
  AudioTranscriptionBeta,
  NoiseReductionBeta,
  TurnDetectionBeta,
  TurnDetectionTranscriptionEcho
} from "./Audio.ts"
import { ToolBeta, ToolChoiceBeta } from "./Tool.ts"

/** A short-lived key for a browser; in answers over HTTP only. */
export class ClientSecretBeta extends shape<ClientSecretBeta>()({
  /** `ek_…`. Secret. */
  value: Schema.String,
  /** Epoch seconds; 60 seconds ahead by default. */
  expires_at: Schema.Finite
}) {}

/** How long a short-lived key should live. */
export class ClientSecretRequestBeta extends shape<ClientSecretRequestBeta>()({
  expires_after: nullish(
    Schema.Struct({
      anchor: nullish(open("created_at")),
      /** From the anchor. */
      seconds: nullish(Schema.Finite)
    })
  )
}) {}

/** As {@link ClientSecretRequestBeta}, misspelled the way transcription sessions have it; live servers refused it. */
export class TranscriptionClientSecretRequestBeta extends shape<TranscriptionClientSecretRequestBeta>()({
  expires_at: nullish(
    Schema.Struct({
      anchor: nullish(open("created_at")),
      /** From the anchor. */
      seconds: nullish(Schema.Finite)
    })
  )
}) {}

/** The settings that a conversation has in requests and in answers alike. There is no `type`: sending one is an error. */
const realtime = {
  /** Fixed once the session exists. */
  model: nullish(Schema.String),
  /** `["text", "audio"]`, the default, or `["text"]`. */
  modalities: nullish(Schema.Array(Modality)),
  /** The system prompt; empty clears it. */
  instructions: nullish(Schema.String),
  /** Fixed once the session has spoken. */
  voice: nullish(Voice),
  /** 0.25 to 1.5 times normal speed, default 1; changes only between turns. */
  speed: nullish(Schema.Finite),
  input_audio_format: nullish(AudioFormatLegacy),
  output_audio_format: nullish(AudioFormatLegacy),
  input_audio_noise_reduction: nullish(NoiseReductionBeta),
  turn_detection: nullish(TurnDetectionBeta),
  /** Empty clears them. */
  tools: nullish(Schema.Array(ToolBeta)),
  tool_choice: nullish(ToolChoiceBeta),
  /** 0.6 to 1.2, default 0.8. GA removed it. */
  temperature: nullish(Schema.Finite),
  max_response_output_tokens: nullish(MaxOutputTokens),
  tracing: nullish(Tracing)
}

/** Settings asked for in `session.update`. Absent keys stay as they are. */
export class SessionBetaUpdate extends shape<SessionBetaUpdate>()({
  ...realtime,
  input_audio_transcription: nullish(AudioTranscriptionBeta),
  /** Over HTTP only. */
  client_secret: nullish(ClientSecretRequestBeta)
}) {}

/** A conversation as the server has it, every default filled in. */
export class SessionBeta extends shape<SessionBeta>()({
  /** `sess_…` */
  id: nullish(Schema.String),
  object: nullish(open("realtime.session")),
  /** When the server will end the session, in epoch seconds. */
  expires_at: nullish(Schema.Finite),
  ...realtime,
  input_audio_transcription: nullish(AudioTranscription),
  prompt: nullish(Prompt),
  include: nullish(Schema.Array(IncludeOption)),
  client_secret: nullish(ClientSecretBeta)
}) {}

/** The settings that a transcription session has in requests and in answers alike. */
const transcription = {
  input_audio_format: nullish(AudioFormatLegacy),
  input_audio_transcription: nullish(AudioTranscription),
  input_audio_noise_reduction: nullish(NoiseReductionBeta),
  include: nullish(Schema.Array(IncludeOption)),
  /** A transcription session has nothing to say, but the field is there. */
  modalities: nullish(Schema.Array(Modality))
}

/** Settings asked for in `transcription_session.update`. */
export class TranscriptionSessionBetaUpdate extends shape<TranscriptionSessionBetaUpdate>()({
  ...transcription,
  turn_detection: nullish(TurnDetectionBeta),
  /** Over HTTP only. */
  client_secret: nullish(TranscriptionClientSecretRequestBeta)
}) {}

/** A transcription session as the server has it. */
export class TranscriptionSessionBeta extends shape<TranscriptionSessionBeta>()({
  /** `sess_…` */
  id: nullish(Schema.String),
  object: nullish(open("realtime.transcription_session")),
  /** When the server will end the session, in epoch seconds. */
  expires_at: nullish(Schema.Finite),
  ...transcription,
  turn_detection: nullish(TurnDetectionTranscriptionEcho),
  client_secret: nullish(ClientSecretBeta)
}) {}
