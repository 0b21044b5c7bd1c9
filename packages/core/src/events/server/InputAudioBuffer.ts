/** Server events about the user's audio on its way to becoming an item. */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"

/** The buffer became a user item: by client commit, turn detection or idle timeout. `conversation.item.added` follows. */
export class InputAudioBufferCommitted extends serverEvent<InputAudioBufferCommitted>()(
  "input_audio_buffer.committed",
  {
    /** The item it will stand behind; null for the first. */
    previous_item_id: nullish(Schema.String),
    /** The item it becomes. */
    item_id: Schema.String
  }
) {}

/** Answers `input_audio_buffer.clear`. */
export class InputAudioBufferCleared extends serverEvent<InputAudioBufferCleared>()("input_audio_buffer.cleared", {}) {}

/** Turn detection heard speech. Time to stop the speaker. */
export class InputAudioBufferSpeechStarted extends serverEvent<InputAudioBufferSpeechStarted>()(
  "input_audio_buffer.speech_started",
  {
    /** The user item this will become. Speech is a reason to stop the speaker without it too. */
    item_id: nullish(Schema.String),
    /** Milliseconds from the start of all audio of the session, prefix padding included. */
    audio_start_ms: nullish(Schema.Finite)
  }
) {}

/** Turn detection judged that the speech is over. */
export class InputAudioBufferSpeechStopped extends serverEvent<InputAudioBufferSpeechStopped>()(
  "input_audio_buffer.speech_stopped",
  {
    /** The item this is about. */
    item_id: Schema.String,
    /** Milliseconds from the start of all audio of the session, the silence that ended the turn included. */
    audio_end_ms: nullish(Schema.Finite)
  }
) {}

/** Nobody spoke for `idle_timeout_ms` after the last response was played; the silence becomes a user item. */
export class InputAudioBufferTimeoutTriggered extends serverEvent<InputAudioBufferTimeoutTriggered>()(
  "input_audio_buffer.timeout_triggered",
  {
    /** The item this is about. */
    item_id: Schema.String,
    /** Milliseconds from the start of all audio of the session. */
    audio_start_ms: nullish(Schema.Finite),
    /** Milliseconds from the start of all audio of the session. */
    audio_end_ms: nullish(Schema.Finite)
  }
) {}

/** The caller pressed a telephone key (SIP). OpenAI sends it without an `event_id`. */
export class InputAudioBufferDtmfEventReceived extends serverEvent<InputAudioBufferDtmfEventReceived>()(
  "input_audio_buffer.dtmf_event_received",
  {
    /** `0` to `9`, `*`, `#`, `A` to `D`. */
    event: Schema.String,
    /** Epoch seconds. */
    received_at: nullish(Schema.Finite)
  }
) {}
