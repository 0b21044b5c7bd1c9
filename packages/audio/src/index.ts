import * as Base64 from "./Base64.ts"
import * as G711 from "./G711.ts"
import * as Pcm16 from "./Pcm16.ts"
import * as Wav from "./Wav.ts"

export { Base64, G711, Pcm16, Wav }
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
export { CommitTooShort, InputChunker } from "./InputChunker.ts"
export { type Failure, type Outcome, type Success, fail, succeed } from "./Outcome.ts"
export type { Assembled, AssembledPart, Irregularity, PartRef, TranscriptPiece } from "./Assembled.ts"
export { OutputAssembly, type Retention } from "./OutputAssembly.ts"
export { type LedgerInput, type PartAccount, PlaybackLedger, type PlayedPart } from "./PlaybackLedger.ts"
export { Resampler, type ResamplerRates } from "./Resampler.ts"
export { Framer } from "./Framer.ts"
export { Timeline } from "./Timeline.ts"
export { type HeardText, heardText } from "./heardText.ts"
export { type InterruptionPlan, interruptionPlan } from "./interruptionPlan.ts"
export type { AppendEvent, CommitEvent, DeleteEvent, OutputEvent, TruncateEvent } from "./events.ts"
export { DeviceError } from "./DeviceError.ts"
export { Microphone, type MicrophoneOptions } from "./Microphone.ts"
export type { Player, PlayerCleared, PlayerOptions, PlayerPosition } from "./Player.ts"
export { Waveform } from "./Waveform.ts"
export { WebPlayer, type WebPlayerOptions } from "./WebPlayer.ts"
