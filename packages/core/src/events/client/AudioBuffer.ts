/** Client events about the two audio buffers. One holds the user's audio, the other the audio being played. */
import * as Schema from "effect/Schema"
import { clientEvent } from "../../wire/Wire.ts"

/**
 * Appends audio to the input buffer, at most 15 MiB in one event. The server does not answer. Over WebRTC and SIP the
 * audio comes through the media track instead.
 */
export class InputAudioBufferAppend extends clientEvent<InputAudioBufferAppend>()("input_audio_buffer.append", {
  /** Base64 in the session's input format. */
  audio: Schema.String
}) {}

/**
 * Ends the user's turn. The buffer needs at least 100 ms of audio. The server makes an item and its transcript of it,
 * but no response.
 */
export class InputAudioBufferCommit extends clientEvent<InputAudioBufferCommit>()("input_audio_buffer.commit", {}) {}

/** Discards the uncommitted audio. */
export class InputAudioBufferClear extends clientEvent<InputAudioBufferClear>()("input_audio_buffer.clear", {}) {}

/**
 * Stops playback immediately. Only for WebRTC and SIP, where the server owns playback. Send `response.cancel` first.
 */
export class OutputAudioBufferClear extends clientEvent<OutputAudioBufferClear>()("output_audio_buffer.clear", {}) {}
