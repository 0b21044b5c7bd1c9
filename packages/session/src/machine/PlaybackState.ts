import type { PlaybackLedger } from "@antiphon/audio"
import type { OutputAudio } from "./outputAudio.ts"

/** What is known of the playback of a session whose client plays the audio. */
export interface PlaybackState {
  readonly ledger: PlaybackLedger
  /** Readers of the responses that have not ended. */
  readonly readers: ReadonlyMap<string, OutputAudio>
  /** The `elapsed` at which what was queued will have been played, if the speaker never pauses. */
  readonly endsAt: number
}
