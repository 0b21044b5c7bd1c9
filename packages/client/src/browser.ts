/** The microphone and the speaker of a page. For browsers only. */
export { type MicrophoneOptions, openMicrophone, type RealtimeMicrophone } from "./browser/openMicrophone.ts"
export { openSpeaker, type RealtimeSpeaker, type SpeakerOptions } from "./browser/openSpeaker.ts"
export type { Device, Dropped, MicrophoneEvents, SpeakerEvents } from "./browser/Device.ts"
export type { Listener, On } from "./session/makeListeners.ts"
export { RealtimeError, type RealtimeErrorCode, type RealtimeErrorDetail } from "./RealtimeError.ts"
