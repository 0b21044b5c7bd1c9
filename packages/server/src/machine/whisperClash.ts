/** The rules of a transcription model that reads audio continuously and finds the turns itself. */
import type { AudioTranscription, SessionRequest } from "@antiphon/core/shapes"
import type { TurnSettings } from "../engine/Contract.ts"
import { invalidValue, type Refusal } from "./Refusal.ts"

/** The settings that the rules look at. Not `Settings` itself, which uses these rules. */
interface TurnRules {
  readonly type: "realtime" | "transcription"
  readonly transcription: AudioTranscription | null
  readonly turnDetection: TurnSettings | null
}

/** Whether a session only transcribes, with a model that reads audio continuously. */
const isContinuous = ({ transcription, type }: TurnRules): boolean =>
  type === "transcription" && transcription?.model === "gpt-realtime-whisper"

/**
 * Returns why these settings do not fit a continuous model. In a transcription session such a model finds the turns itself
 * and takes no prompt (protocol section 2 (10)). In a conversation it goes with any turn detection, as at the real server.
 */
export const whisperClash = (settings: TurnRules): Refusal | undefined => {
  if (!isContinuous(settings)) return undefined
  const path = "session.audio.input"
  if (settings.turnDetection !== null) {
    return invalidValue(
      `${path}.turn_detection`,
      "gpt-realtime-whisper finds the turns itself. Set turn_detection to null."
    )
  }
  return settings.transcription?.prompt
    ? invalidValue(`${path}.transcription.prompt`, "gpt-realtime-whisper takes no prompt. Leave it out.")
    : undefined
}

/** Switches turn detection off for a continuous model, if the request leaves it out. */
export const withoutTurns = <S extends TurnRules>(settings: S, request?: SessionRequest): S => {
  const input = request?.type === "transcription" ? request.audio?.input : undefined
  return isContinuous(settings) && input?.turn_detection === undefined ? { ...settings, turnDetection: null } : settings
}
