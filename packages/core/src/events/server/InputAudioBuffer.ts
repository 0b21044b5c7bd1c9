/** Server events about the user's audio before it becomes an item. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"

/**
 * The input buffer became a user item, by the client's commit, by turn detection or by the idle timeout.
 * `conversation.item.added` follows.
 */
export class InputAudioBufferCommitted extends serverEvent<InputAudioBufferCommitted>()(
  "input_audio_buffer.committed",
  {
    /** The item before it, or null for the first item. */
    previous_item_id: nullish(Schema.String),
    /** The id of the new item. */
    item_id: Schema.String
  }
) {}

/** Answers `input_audio_buffer.clear`. */
export class InputAudioBufferCleared extends serverEvent<InputAudioBufferCleared>()("input_audio_buffer.cleared", {}) {}

/** Turn detection found the start of speech. Stop the speaker now. */
export class InputAudioBufferSpeechStarted extends serverEvent<InputAudioBufferSpeechStarted>()(
  "input_audio_buffer.speech_started",
  {
    /** The id of the user item that the speech will become. Stop the speaker even if the server leaves it out. */
    item_id: nullish(Schema.String),
    /** Where the speech starts, in milliseconds of the session's input audio. Includes the prefix padding. */
    audio_start_ms: nullish(Schema.Finite)
  }
) {}

/** Turn detection found the end of speech. */
export class InputAudioBufferSpeechStopped extends serverEvent<InputAudioBufferSpeechStopped>()(
  "input_audio_buffer.speech_stopped",
  {
    /** The id of the item. */
    item_id: Schema.String,
    /**
     * Where the speech ends, in milliseconds of the session's input audio. Includes the silence that ended the turn.
     */
    audio_end_ms: nullish(Schema.Finite)
  }
) {}

/** The user was silent for `idle_timeout_ms` after the last response was played. The silence becomes a user item. */
export class InputAudioBufferTimeoutTriggered extends serverEvent<InputAudioBufferTimeoutTriggered>()(
  "input_audio_buffer.timeout_triggered",
  {
    /** The id of the item. */
    item_id: Schema.String,
    /** Where the silence starts, in milliseconds of the session's input audio. */
    audio_start_ms: nullish(Schema.Finite),
    /** Where the silence ends, in milliseconds of the session's input audio. */
    audio_end_ms: nullish(Schema.Finite)
  }
) {}

/** The caller of a SIP call pressed a key of the telephone. OpenAI sends it without an `event_id`. */
export class InputAudioBufferDtmfEventReceived extends serverEvent<InputAudioBufferDtmfEventReceived>()(
  "input_audio_buffer.dtmf_event_received",
  {
    /** The key, `0` to `9`, `*`, `#` or `A` to `D`. */
    event: Schema.String,
    /** Epoch seconds. */
    received_at: nullish(Schema.Finite)
  }
) {}
