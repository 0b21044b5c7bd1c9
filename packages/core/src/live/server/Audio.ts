/**
 * Server events about the audio of a Live session and its words. The model's voice is one continuous stream with
 * silence in it. It has no turns, no items and no end.
 */
import * as Schema from "effect/Schema"
import { nullish, serverEvent } from "../../wire/Wire.ts"
import { answered } from "./answered.ts"

/** The model receives silence from now on. */
export class SessionInputAudioMuted extends serverEvent<SessionInputAudioMuted>()(
  "session.input_audio.muted",
  answered
) {}

/** The model receives the caller again. */
export class SessionInputAudioUnmuted extends serverEvent<SessionInputAudioUnmuted>()(
  "session.input_audio.unmuted",
  answered
) {}

/** A fixture begins. */
export class SessionOutputAudioFixturePlaying extends serverEvent<SessionOutputAudioFixturePlaying>()(
  "session.output_audio.fixture.playing",
  answered
) {}

/** A fixture was sent whole. The server does not send it if the fixture was cancelled or failed. */
export class SessionOutputAudioFixturePlayed extends serverEvent<SessionOutputAudioFixturePlayed>()(
  "session.output_audio.fixture.played",
  answered
) {}

const times = {
  /** The place where it begins, in milliseconds since the start. */
  start_ms: nullish(Schema.Finite),
  /** The place where it ends, in milliseconds since the start. */
  end_ms: nullish(Schema.Finite)
}

/** What the caller said, for a sideband. It comes before muting. */
export class SessionInputAudioReflected extends serverEvent<SessionInputAudioReflected>()(
  "session.input_audio.append",
  {
    /** Base64 of 24 kHz mono PCM16. */
    audio: Schema.String
  }
) {}

/** The next piece of the model's voice, silence included. */
export class SessionOutputAudioDelta extends serverEvent<SessionOutputAudioDelta>()("session.output_audio.delta", {
  /** Base64 in the session's format, of any length. */
  delta: Schema.String,
  ...times
}) {}

const words = {
  ...answered,
  /** The text to append as it is. It includes its spaces. */
  delta: Schema.String,
  ...times
}

/** The next words of the caller. Nothing marks the end of a turn. */
export class SessionInputTranscriptDelta extends serverEvent<SessionInputTranscriptDelta>()(
  "session.input_transcript.delta",
  words
) {}

/** The next words of the model. Nothing marks the end of a turn. */
export class SessionOutputTranscriptDelta extends serverEvent<SessionOutputTranscriptDelta>()(
  "session.output_transcript.delta",
  words
) {}

const appended = { ...answered, ...times }

/** An instruction holds from here on. */
export class SessionInstructionsAppended extends serverEvent<SessionInstructionsAppended>()(
  "session.instructions.appended",
  appended
) {}

/** The model knows a silent context. */
export class SessionThinkingAppended extends serverEvent<SessionThinkingAppended>()(
  "session.thinking.appended",
  appended
) {}

/** The model knows what to say. The event does not prove that the model said it. */
export class SessionCommentaryAppended extends serverEvent<SessionCommentaryAppended>()(
  "session.commentary.appended",
  appended
) {}
