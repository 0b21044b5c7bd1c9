/** The audio of a Live session. Input and output have the same format. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../../wire/Wire.ts"

/** Mono PCM16, little-endian. */
export class AudioPcm extends shape<AudioPcm>()({
  type: Schema.tag("audio/pcm"),
  /** The sample rate in Hz, either 16000 or 24000. */
  rate: nullish(Schema.Int)
}) {}

/** G.711 µ-law. */
export class AudioPcmu extends shape<AudioPcmu>()({
  type: Schema.tag("audio/pcmu"),
  /** The sample rate in Hz, always 8000. */
  rate: nullish(Schema.Int)
}) {}

/** G.711 A-law. */
export class AudioPcma extends shape<AudioPcma>()({
  type: Schema.tag("audio/pcma"),
  /** The sample rate in Hz, always 8000. */
  rate: nullish(Schema.Int)
}) {}

/** A format that this version does not name. */
export class UnlistedAudioFormat extends shape<UnlistedAudioFormat>()({
  type: unlistedName(["audio/pcm", "audio/pcmu", "audio/pcma"])
}) {}

/** The format of both directions. */
export const AudioFormat = Schema.Union([AudioPcm, AudioPcmu, AudioPcma, UnlistedAudioFormat])
export type AudioFormat = typeof AudioFormat.Type

/** A voice that OpenAI offers. */
export const BuiltInVoice = open(
  "alloy",
  "ash",
  "ballad",
  "beacon",
  "bossa",
  "cedar",
  "cinder",
  "coral",
  "delta",
  "echo",
  "gleam",
  "marin",
  "meridian",
  "quartz",
  "ripple",
  "sage",
  "shida",
  "shimmer",
  "stone",
  "tempo",
  "verse",
  "vesper",
  "willow"
)
export type BuiltInVoice = typeof BuiltInVoice.Type

/** A voice of the project's own. */
export class CustomVoice extends shape<CustomVoice>()({
  /** The id of the voice, `voice_…`. */
  id: Schema.String
}) {}

/** The settings of the model's speech. */
export class AudioOutput extends shape<AudioOutput>()({
  /** The voice. It cannot change after the start. */
  voice: nullish(Schema.Union([BuiltInVoice, CustomVoice]))
}) {}

/** The audio settings of a session over a WebSocket. */
export class SessionAudio extends shape<SessionAudio>()({
  /** The format of both directions. Defaults to PCM16 at 24000 Hz. */
  format: nullish(AudioFormat),
  /** The settings of the model's speech. */
  output: nullish(AudioOutput)
}) {}

/** The audio settings of a session whose media travel beside the events. The call decides on the format. */
export class MediaAudio extends shape<MediaAudio>()({
  /** The settings of the model's speech. */
  output: nullish(AudioOutput)
}) {}

/** The audio settings of a fork over a WebSocket. The voice is inherited. */
export class ForkAudio extends shape<ForkAudio>()({
  /** The format of both directions. Defaults to PCM16 at 24000 Hz. */
  format: nullish(AudioFormat)
}) {}
