/** Client events about audio buffers, the user's and the one being played. */
import * as Schema from "effect/Schema"
import { clientEvent } from "../../wire/Wire.ts"

/** Adds audio, at most 15 MiB an event. No answer. Over WebRTC and SIP the media track has the audio instead. */
export class InputAudioBufferAppend extends clientEvent<InputAudioBufferAppend>()("input_audio_buffer.append", {
  /** Base64 in the session's input format. */
  audio: Schema.String
}) {}

/** Ends the user's turn by hand, at least 100 ms after the last. Makes an item and its transcript, but no response. */
export class InputAudioBufferCommit extends clientEvent<InputAudioBufferCommit>()("input_audio_buffer.commit", {}) {}

/** Throws the uncommitted audio away. */
export class InputAudioBufferClear extends clientEvent<InputAudioBufferClear>()("input_audio_buffer.clear", {}) {}

/** Stops playback at once, where the server owns it (WebRTC, SIP). Send `response.cancel` first. */
export class OutputAudioBufferClear extends clientEvent<OutputAudioBufferClear>()("output_audio_buffer.clear", {}) {}
