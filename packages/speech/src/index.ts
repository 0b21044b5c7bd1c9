/** The parts that run everywhere: the turn detector, its events and settings, and the types of the voice. */
export { TurnDetector } from "./turns/TurnDetector.ts"
export type { Listener } from "./turns/Listener.ts"
export type { TurnEvent } from "./turns/TurnEvent.ts"
export type { TurnSettings } from "./turns/TurnSettings.ts"
export type { Voice, VoiceSettings } from "./voice/Voice.ts"
export { type FliteVoice, fliteVoice } from "./voice/FliteVoice.ts"
export {
  SpeechError,
  type SpeechErrorReason,
  VoiceBusy,
  VoiceCrashed,
  VoiceTimeout,
  WeightsInvalid,
  WeightsUnreachable
} from "./SpeechError.ts"
export { weightsUrl } from "./silero/Weights.ts"
