/** What a message is made of. */
import * as Schema from "effect/Schema"
import { nullish, open, shape, unlistedName } from "../wire/Wire.ts"

/** Text from the user or the system. */
export class InputTextPart extends shape<InputTextPart>()({
  type: Schema.tag("input_text"),
  /** The words. */
  text: nullish(Schema.String)
}) {}

/** Speech of the user. */
export class InputAudioPart extends shape<InputAudioPart>()({
  type: Schema.tag("input_audio"),
  /** Base64 in the session's input format; a server sends it only in `conversation.item.retrieved`. */
  audio: nullish(Schema.String),
  /** Null until a transcription finishes, and for good where none was asked for. */
  transcript: nullish(Schema.String)
}) {}

/** A picture from the user. */
export class InputImagePart extends shape<InputImagePart>()({
  type: Schema.tag("input_image"),
  /** A data URI, PNG or JPEG. */
  image_url: nullish(Schema.String),
  /** How closely the model looks; auto is high. */
  detail: nullish(open("auto", "low", "high"))
}) {}

/** Text of the model. */
export class OutputTextPart extends shape<OutputTextPart>()({
  type: Schema.tag("output_text"),
  /** The words. */
  text: nullish(Schema.String)
}) {}

/** Speech of the model. */
export class OutputAudioPart extends shape<OutputAudioPart>()({
  type: Schema.tag("output_audio"),
  /** Base64; only in `conversation.item.retrieved`. */
  audio: nullish(Schema.String),
  /** Absent after a truncation: what was said past the cut is gone. */
  transcript: nullish(Schema.String),
  /** Seen where an item is retrieved. */
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

/** The part that `response.content_part.added` and `.done` show. Its type has the short name, unlike the item's part. */
export class StreamedPart extends shape<StreamedPart>()({
  /** `text` and `audio` on the wire; the long names are accepted too. */
  type: nullish(open("text", "audio", "output_text", "output_audio")),
  /** The words. */
  text: nullish(Schema.String),
  /** Empty when an audio part opens. */
  transcript: nullish(Schema.String),
  /** Base64. */
  audio: nullish(Schema.String)
}) {}
