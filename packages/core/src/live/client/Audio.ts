/** Client events about audio, keys and texts for the model. */
import * as Schema from "effect/Schema"
import { shape } from "../../wire/Wire.ts"
import { command } from "./command.ts"

/** The next piece of the caller's audio. Send silence too, because the session's clock is the audio. */
export class SessionInputAudioAppend extends shape<SessionInputAudioAppend>()({
  type: Schema.tag("session.input_audio.append"),
  ...command,
  /** Base64 in the session's format. */
  audio: Schema.String
}) {}

/** Sends the model silence in place of the caller. */
export class SessionInputAudioMute extends shape<SessionInputAudioMute>()({
  type: Schema.tag("session.input_audio.mute"),
  ...command
}) {}

/** Sends the model the caller again. */
export class SessionInputAudioUnmute extends shape<SessionInputAudioUnmute>()({
  type: Schema.tag("session.input_audio.unmute"),
  ...command
}) {}

/** Plays a recording to the caller. The model and the input rest meanwhile. One fixture plays at a time. */
export class SessionOutputAudioFixturePlay extends shape<SessionOutputAudioFixturePlay>()({
  type: Schema.tag("session.output_audio.fixture.play"),
  ...command,
  /** Base64 of 24 kHz mono PCM16, at most 30 s. */
  audio: Schema.String
}) {}

const append = {
  ...command,
  /** The text, at most 500 tokens. */
  content: Schema.String,
  /** The work that it answers. Null if it answers none. */
  delegation_id: Schema.NullOr(Schema.String)
}

/** Adds a lasting rule. Later delegations have it too. */
export class SessionInstructionsAppend extends shape<SessionInstructionsAppend>()({
  type: Schema.tag("session.instructions.append"),
  ...append
}) {}

/** Adds context that the model does not speak. */
export class SessionThinkingAppend extends shape<SessionThinkingAppend>()({
  type: Schema.tag("session.thinking.append"),
  ...append
}) {}

/** Adds something that the model says in its own words. */
export class SessionCommentaryAppend extends shape<SessionCommentaryAppend>()({
  type: Schema.tag("session.commentary.append"),
  ...append
}) {}

/** Presses a key towards the trunk. Only a sideband sends it. */
export class TransportDtmfSend extends shape<TransportDtmfSend>()({
  type: Schema.tag("transport.dtmf.send"),
  ...command,
  /** The key, one of `0` to `9`, `*`, `#` and `A` to `D`. */
  event: Schema.String
}) {}
