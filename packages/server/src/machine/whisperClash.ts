import { invalidValue, type Refusal } from "./Refusal.ts"
import type { Settings } from "./Settings.ts"

/** A model that hears continuously finds the turns itself and is not steered by words (protocol section 2 (10)). */
export const whisperClash = ({ transcription, turnDetection }: Settings): Refusal | undefined => {
  if (transcription?.model !== "gpt-realtime-whisper") return undefined
  const path = "session.audio.input"
  if (turnDetection !== null) {
    return invalidValue(`${path}.turn_detection`, "gpt-realtime-whisper needs turn_detection null.")
  }
  return transcription.prompt == null
    ? undefined
    : invalidValue(`${path}.transcription.prompt`, "gpt-realtime-whisper takes no prompt.")
}
