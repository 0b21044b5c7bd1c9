/** Server events about playback that the server owns: WebRTC and SIP only. */
import * as Schema from "effect/Schema"
import { serverEvent } from "../../wire/Wire.ts"

const playback = {
  /** The response this belongs to. */
  response_id: Schema.String
}

/** The server began to play a response to the peer. */
export class OutputAudioBufferStarted extends serverEvent<OutputAudioBufferStarted>()(
  "output_audio_buffer.started",
  playback
) {}

/** The server has played all that it had; after `response.done`. */
export class OutputAudioBufferStopped extends serverEvent<OutputAudioBufferStopped>()(
  "output_audio_buffer.stopped",
  playback
) {}

/** Unplayed audio was thrown away: the user spoke, or the client sent `output_audio_buffer.clear`. */
export class OutputAudioBufferCleared extends serverEvent<OutputAudioBufferCleared>()(
  "output_audio_buffer.cleared",
  playback
) {}
