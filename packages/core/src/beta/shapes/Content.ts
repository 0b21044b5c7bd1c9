/** The parts of a beta message. The assistant's parts have short names, and there are no pictures. */
import * as Schema from "effect/Schema"
import { InputAudioPart, InputTextPart } from "../../shapes/Content.ts"
import { nullish, shape, unlistedName } from "../../wire/Wire.ts"

/** Text from the model. */
export class TextPartBeta extends shape<TextPartBeta>()({
  type: Schema.tag("text"),
  /** The text. */
  text: nullish(Schema.String)
}) {}

/** Speech from the model. */
export class AudioPartBeta extends shape<AudioPartBeta>()({
  type: Schema.tag("audio"),
  /** Base64. A server sends it only in `conversation.item.retrieved`. */
  audio: nullish(Schema.String),
  /** The transcript. Absent after a truncation, because the server forgets what was said after the cut. */
  transcript: nullish(Schema.String)
}) {}

/** Stands for an earlier item in the input of a response. GA has a whole item for that. */
export class ItemReferencePartBeta extends shape<ItemReferencePartBeta>()({
  type: Schema.tag("item_reference"),
  /** Of the item. */
  id: nullish(Schema.String)
}) {}

/** A part of a kind that a beta user message does not have. */
export class UnlistedUserPartBeta extends shape<UnlistedUserPartBeta>()({
  type: unlistedName(["input_text", "input_audio", "item_reference"])
}) {}

/** A part of a kind that a beta assistant message does not have. */
export class UnlistedAssistantPartBeta extends shape<UnlistedAssistantPartBeta>()({
  type: unlistedName(["text", "audio"])
}) {}

/** A part of a user's message. */
export const UserContentBeta = Schema.Union([
  InputTextPart,
  InputAudioPart,
  ItemReferencePartBeta,
  UnlistedUserPartBeta
])
export type UserContentBeta = typeof UserContentBeta.Type

/** A part of an assistant's message. */
export const AssistantContentBeta = Schema.Union([TextPartBeta, AudioPartBeta, UnlistedAssistantPartBeta])
export type AssistantContentBeta = typeof AssistantContentBeta.Type
