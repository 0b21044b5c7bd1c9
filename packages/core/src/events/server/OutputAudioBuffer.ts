/** Server events about playback by the server, which happens over WebRTC and SIP only. */
import * as Schema from "effect/Schema"
import { serverEvent } from "../../wire/Wire.ts"

const playback = {
  /** The id of the response. */
  response_id: Schema.String
}

/** The server started to play a response. */
export class OutputAudioBufferStarted extends serverEvent<OutputAudioBufferStarted>()(
  "output_audio_buffer.started",
  playback
) {}

/** The server played the whole response. Sent after `response.done`. */
export class OutputAudioBufferStopped extends serverEvent<OutputAudioBufferStopped>()(
  "output_audio_buffer.stopped",
  playback
) {}

/**
 * The server discarded audio that was not yet played, because the user spoke or the client sent
 * `output_audio_buffer.clear`.
 */
export class OutputAudioBufferCleared extends serverEvent<OutputAudioBufferCleared>()(
  "output_audio_buffer.cleared",
  playback
) {}
