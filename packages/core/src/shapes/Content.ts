/** The parts of messages. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../wire/Wire.ts"

/** Text from the user or the system. */
export class InputTextPart extends shape<InputTextPart>()({
  type: Schema.tag("input_text"),
  /** The text. */
  text: nullish(Schema.String)
}) {}

/** Speech from the user. */
export class InputAudioPart extends shape<InputAudioPart>()({
  type: Schema.tag("input_audio"),
  /** Base64 in the session's input format. A server sends it only in `conversation.item.retrieved`. */
  audio: nullish(Schema.String),
  /** The transcript. Null until the transcription finishes, and always null if the session does not transcribe. */
  transcript: nullish(Schema.String)
}) {}

/** An image from the user. */
export class InputImagePart extends shape<InputImagePart>()({
  type: Schema.tag("input_image"),
  /** A data URI of a PNG or JPEG. */
  image_url: nullish(Schema.String),
  /** How closely the model looks at the image. `auto` equals high. */
  detail: nullish(open("auto", "low", "high"))
}) {}

/** Text from the model. */
export class OutputTextPart extends shape<OutputTextPart>()({
  type: Schema.tag("output_text"),
  /** The text. */
  text: nullish(Schema.String)
}) {}

/** Speech from the model. */
export class OutputAudioPart extends shape<OutputAudioPart>()({
  type: Schema.tag("output_audio"),
  /** Base64. A server sends it only in `conversation.item.retrieved`. */
  audio: nullish(Schema.String),
  /** The transcript. Absent after a truncation, because the server forgets what was said after the cut. */
  transcript: nullish(Schema.String),
  /** The format of the audio, seen in retrieved items. */
  format: nullish(Schema.String)
}) {}

/** A part of a kind that this version does not name. */
export class UnlistedInputPart extends shape<UnlistedInputPart>()({
  type: unlistedName(["input_text", "input_audio", "input_image"])
}) {}

/** A part of a kind that this version does not name. */
export class UnlistedOutputPart extends shape<UnlistedOutputPart>()({
  type: unlistedName(["output_text", "output_audio"])
}) {}

/** A part of a kind that a system message does not have today. */
export class UnlistedSystemPart extends shape<UnlistedSystemPart>()({ type: unlistedName(["input_text"]) }) {}

/** A part of a system message. */
export const SystemContent = Schema.Union([InputTextPart, UnlistedSystemPart])
export type SystemContent = typeof SystemContent.Type

/** A part of a user's message. */
export const UserContent = Schema.Union([InputTextPart, InputAudioPart, InputImagePart, UnlistedInputPart])
export type UserContent = typeof UserContent.Type

/** A part of an assistant's message. */
export const AssistantContent = Schema.Union([OutputTextPart, OutputAudioPart, UnlistedOutputPart])
export type AssistantContent = typeof AssistantContent.Type

/** The part in `response.content_part.added` and `.done`. Its type has the short name, unlike the part of the item. */
export class StreamedPart extends shape<StreamedPart>()({
  /** Servers send `text` and `audio`. The long names are accepted too. */
  type: nullish(open("text", "audio", "output_text", "output_audio")),
  /** The text. */
  text: nullish(Schema.String),
  /** The transcript, empty when an audio part starts. */
  transcript: nullish(Schema.String),
  /** Base64. */
  audio: nullish(Schema.String)
}) {}
