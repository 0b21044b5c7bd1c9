/** Audio for realtime voice: from samples to events and back, and what of it was heard. Runs anywhere; needs no network. */
import * as Base64 from "./Base64.ts"
import * as G711 from "./G711.ts"
import * as Pcm16 from "./Pcm16.ts"
import * as Wav from "./Wav.ts"

// For everyone: what is said and heard.
export { appendEvents } from "./appendEvents.ts"
export { CommitTooShort, InputChunker } from "./InputChunker.ts"
export { OutputAssembly, type Retention } from "./OutputAssembly.ts"
export { OutputAudio, type OutputAudioOptions, type PartAudio } from "./OutputAudio.ts"
export type { Assembled, AssembledPart, Irregularity, PartRef, TranscriptPiece } from "./Assembled.ts"
export { type LedgerInput, type PartAccount, PlaybackLedger, type PlayedPart } from "./PlaybackLedger.ts"
export { type InterruptionPlan, interruptionPlan } from "./interruptionPlan.ts"
export { type HeardText, heardText } from "./heardText.ts"

// Devices and files.
export { Microphone, type MicrophoneChange, type MicrophoneOptions } from "./Microphone.ts"
export { WebPlayer, type WebPlayerOptions } from "./WebPlayer.ts"
export type { DeviceChange, DeviceState } from "./keepRunning.ts"
export { DeviceError } from "./DeviceError.ts"
export { Timeline } from "./Timeline.ts"
export { Wav }
export { Waveform } from "./Waveform.ts"

// Samples and bytes.
export { Base64, G711, Pcm16 }
export { Resampler, type ResamplerRates } from "./Resampler.ts"
export {
  type AudioFormat,
  type Companded,
  type G711Law,
  type PcmFormat,
  type PcmaFormat,
  type PcmuFormat,
  type SamplesOf,
  bytesPerSample,
  pcm24k,
  sampleRate
} from "./AudioFormat.ts"
export { type Failure, type Outcome, type Success, fail, succeed } from "./Outcome.ts"

// For authors of adapters and players.
export { Framer } from "./Framer.ts"
export { makeRecent } from "./recent.ts"
export type { Player, PlayerCleared, PlayerOptions, PlayerPosition, PlayerProgress } from "./Player.ts"
export type { AppendEvent, CommitEvent, DeleteEvent, OutputEvent, TruncateEvent } from "./events.ts"
