/**
 * Audio for realtime voice. Turns samples into events and events into samples, and accounts for what the user heard.
 * Runs on every platform and needs no network.
 */
import * as Base64 from "./samples/Base64.ts"
import * as G711 from "./samples/G711.ts"
import * as Pcm16 from "./samples/Pcm16.ts"
import * as Wav from "./wav/Wav.ts"

// What is said and heard.
export { appendEvents } from "./samples/appendEvents.ts"
export { CommitTooShort, InputChunker } from "./samples/InputChunker.ts"
export { OutputAssembly, type Retention } from "./playback/OutputAssembly.ts"
export type { Assembled, AssembledPart, Irregularity, PartRef, TranscriptPiece } from "./playback/Assembled.ts"
export { PlaybackLedger } from "./playback/PlaybackLedger.ts"
export type { LedgerInput, PartAccount, PlayedPart } from "./playback/LedgerInput.ts"
export { type InterruptionPlan, interruptionPlan } from "./playback/interruptionPlan.ts"
export { type HeardText, heardText } from "./playback/heardText.ts"

// Devices and files.
export { Microphone, type MicrophoneChange, type MicrophoneOptions } from "./devices/Microphone.ts"
export { WebPlayer, type WebPlayerOptions } from "./devices/WebPlayer.ts"
export type { DeviceChange, DeviceState } from "./devices/keepRunning.ts"
export { DeviceError } from "./devices/DeviceError.ts"
export { Timeline } from "./samples/Timeline.ts"
export { Wav }

// Samples and bytes.
export { Base64, G711, Pcm16 }
export { SampleReader } from "./samples/SampleReader.ts"
export { Resampler, type ResamplerRates } from "./samples/Resampler.ts"
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
} from "./samples/AudioFormat.ts"
export type { Failure, Result, Success } from "./Result.ts"

// For authors of adapters and players.
export { Framer } from "./samples/Framer.ts"
export { noRepeats, type Numbered, remember, type Repeats } from "./playback/Repeats.ts"
export { PersistentMap } from "./playback/PersistentMap.ts"
export { type Carry, samplesOfPiece } from "./samples/SampleReader.ts"
export type { Player, PlayerCleared, PlayerOptions, PlayerPosition, PlayerProgress } from "./devices/Player.ts"
export type { AppendEvent, CommitEvent, DeleteEvent, OutputEvent, TruncateEvent } from "./events.ts"
