import type { SessionRequest } from "@antiphon/core/shapes"
import { invalidValue, type Refusal } from "./Refusal.ts"
import type { Settings } from "./Settings.ts"

/** Whether a session only transcribes, with a model that hears continuously. */
const isContinuous = ({ transcription, type }: Settings): boolean =>
  type === "transcription" && transcription?.model === "gpt-realtime-whisper"

/**
 * In a transcription session a model that hears continuously finds the turns itself and is not steered by words
 * (protocol section 2 (10)). A conversation may have it with any turn detection, as the real server accepts.
 */
export const whisperClash = (settings: Settings): Refusal | undefined => {
  if (!isContinuous(settings)) return undefined
  const path = "session.audio.input"
  if (settings.turnDetection !== null) {
    return invalidValue(`${path}.turn_detection`, "gpt-realtime-whisper needs turn_detection null.")
  }
  return settings.transcription?.prompt
    ? invalidValue(`${path}.transcription.prompt`, "gpt-realtime-whisper takes no prompt.")
    : undefined
}

/** The settings, where turn detection that a request leaves out is null for such a model. */
export const withoutTurns = (settings: Settings, request?: SessionRequest): Settings => {
  const input = request?.type === "transcription" ? request.audio?.input : undefined
  return isContinuous(settings) && input?.turn_detection === undefined ? { ...settings, turnDetection: null } : settings
}
