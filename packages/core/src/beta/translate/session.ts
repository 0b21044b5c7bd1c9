/** Translates sessions. They are flat and without a type in the beta, and nested and typed in GA. */
import type {
  SessionRealtime,
  SessionRealtimeRequest,
  SessionTranscription,
  SessionTranscriptionRequest,
  UnlistedSession
} from "../../shapes/Session.ts"
import type {
  SessionBeta,
  SessionBetaUpdate,
  TranscriptionSessionBeta,
  TranscriptionSessionBetaUpdate
} from "../shapes/Session.ts"
import { modalitiesFromGa, modalitiesToGa, transcriptionFromGa } from "./audio.ts"
import { flattened, inputToGa, nested, outputToGa } from "./audioConfig.ts"
import { move, put } from "./fields.ts"
import { notInBeta, notInGa, type Trail } from "./Lost.ts"
import { toolChoiceFromGa, toolsFromGa } from "./tool.ts"

export const sessionToGa = (
  session: Omit<SessionBeta, "client_secret"> | SessionBetaUpdate,
  trail: Trail
): SessionRealtime => {
  const {
    modalities,
    voice,
    speed,
    input_audio_format,
    output_audio_format,
    input_audio_transcription,
    input_audio_noise_reduction,
    turn_detection,
    max_response_output_tokens,
    temperature,
    client_secret,
    ...rest
  } = { client_secret: undefined, ...session }
  trail.lose({ temperature, client_secret }, notInGa)
  loseType(session, "realtime", trail)
  return {
    ...rest,
    type: "realtime",
    ...put("output_modalities", modalities, modalitiesToGa),
    ...move("max_output_tokens", max_response_output_tokens),
    ...nested(session, trail, {
      input: inputToGa(
        { input_audio_format, input_audio_transcription, input_audio_noise_reduction, turn_detection },
        trail
      ),
      output: outputToGa({ output_audio_format, voice, speed }, trail)
    })
  }
}

/** A beta session with a voice that is a name, so that a client may ask for it and a server may answer it. */
type SessionInBeta = Omit<SessionBeta, "client_secret" | "voice"> & Pick<SessionBetaUpdate, "voice">

export const sessionFromGa = (session: SessionRealtime, trail: Trail): SessionInBeta => {
  const {
    type: _type,
    output_modalities,
    audio,
    tools,
    tool_choice,
    max_output_tokens,
    parallel_tool_calls,
    reasoning,
    truncation,
    ...rest
  } = session
  trail.lose({ parallel_tool_calls, reasoning, truncation }, notInBeta)
  return {
    ...rest,
    ...put("modalities", output_modalities, modalitiesFromGa),
    ...put("tools", tools, toolsFromGa(trail.at("tools"))),
    ...move("tool_choice", toolChoiceFromGa(tool_choice, trail.at("tool_choice"))),
    ...move("max_response_output_tokens", max_output_tokens),
    ...flattened(audio, trail)
  }
}

/** Works as {@link sessionFromGa}, for a server that refuses unknown keys. */
export const sessionUpdateFromGa = (session: SessionRealtimeRequest, trail: Trail): SessionBetaUpdate => {
  const { prompt, include, ...known } = session
  trail.lose({ prompt, include }, notInBeta)
  const { input_audio_transcription, ...rest } = sessionFromGa(known, trail)
  const from = trail.at("audio", "input", "transcription")
  return { ...rest, ...put("input_audio_transcription", input_audio_transcription, transcriptionFromGa(from)) }
}

export const transcriptionSessionToGa = (
  session: Omit<TranscriptionSessionBeta, "client_secret"> | TranscriptionSessionBetaUpdate,
  trail: Trail
): SessionTranscription => {
  const {
    modalities,
    input_audio_format,
    input_audio_transcription,
    input_audio_noise_reduction,
    turn_detection,
    client_secret,
    ...rest
  } = { client_secret: undefined, ...session }
  trail.lose({ modalities, client_secret }, notInGa)
  loseType(session, "transcription", trail)
  return {
    ...rest,
    type: "transcription",
    ...nested(session, trail, {
      input: inputToGa(
        { input_audio_format, input_audio_transcription, input_audio_noise_reduction, turn_detection },
        trail
      ),
      output: {}
    })
  }
}

export const transcriptionSessionFromGa = (
  session: SessionTranscription | SessionTranscriptionRequest,
  trail: Trail
): Omit<TranscriptionSessionBeta, "client_secret"> => {
  const { type: _type, audio, ...rest } = session
  return { ...rest, ...flattened(audio, trail) }
}

/** A session of a kind that neither dialect names keeps all but its type. */
export const unlistedSessionFromGa = ({ type, ...rest }: UnlistedSession, trail: Trail): SessionInBeta => {
  trail.lose({ type }, "a beta session has no type")
  return rest
}

const loseType = (session: object, known: string, trail: Trail): void => {
  const type: unknown = Reflect.get(session, "type")
  if (type !== known) trail.lose({ type }, "GA has this type for another kind of session")
}
