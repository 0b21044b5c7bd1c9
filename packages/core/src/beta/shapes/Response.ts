/** A beta response, as a client asks for it and as a server reports it. */
import * as Schema from "effect/Schema"
import { Voice } from "../../shapes/Audio.ts"
import { Metadata, ResponseStatusDetails } from "../../shapes/Response.ts"
import { MaxOutputTokens, Modality } from "../../shapes/Session.ts"
import { ResponseUsage } from "../../shapes/Usage.ts"
import { nullish, open, optional, shape } from "../../wire/Wire.ts"
import { AudioFormatLegacy, VoiceBeta } from "./Audio.ts"
import { ConversationItemBeta, ConversationItemWithReferenceBeta } from "./Item.ts"
import { ToolBeta, ToolChoiceBeta } from "./Tool.ts"

/** A response as the server reports it. */
export class ResponseBeta extends shape<ResponseBeta>()({
  /** `resp_…` */
  id: Schema.String,
  /** The kind of object, useful in logs. */
  object: nullish(open("realtime.response")),
  /** Whether the response is in progress, or how it ended. */
  status: nullish(open("in_progress", "completed", "cancelled", "failed", "incomplete")),
  /** How the response ended. Null while it runs and after a normal end. */
  status_details: nullish(ResponseStatusDetails),
  /** The items of the response, without audio bytes. Empty in `response.created`. */
  output: nullish(Schema.Array(ConversationItemBeta)),
  /** The id of the conversation. Null for an out-of-band response. */
  conversation_id: nullish(Schema.String),
  /** Both at once is the rule. */
  modalities: nullish(Schema.Array(Modality)),
  /** The voice of the model. */
  voice: nullish(VoiceBeta),
  /** How the model's audio is encoded. */
  output_audio_format: nullish(AudioFormatLegacy),
  /** 0.6 to 1.2. GA removed it. */
  temperature: nullish(Schema.Finite),
  /** From 1 to 4096 tokens, or `inf`. */
  max_output_tokens: nullish(MaxOutputTokens),
  /** The tokens that the response used. Null until `response.done`. */
  usage: nullish(ResponseUsage),
  /** Pairs of strings from the client, which the server echoes. */
  metadata: nullish(Metadata)
}) {}

/** The settings that `response.create` may override for one response. Absent keys keep the values of the session. */
export class ResponseCreateParamsBeta extends shape<ResponseCreateParamsBeta>()({
  /** `auto` writes to the conversation, and `none` makes an out-of-band response. Defaults to `auto`. */
  conversation: optional(open("auto", "none")),
  /** The context to use instead of the conversation. An empty list is an empty context. */
  input: optional(Schema.Array(ConversationItemWithReferenceBeta)),
  /** The system prompt. */
  instructions: optional(Schema.String),
  /** The kinds of output. Both at once are allowed. */
  modalities: optional(Schema.Array(Modality)),
  /** The voice of the model. */
  voice: nullish(Voice),
  /** How the model's audio is encoded. */
  output_audio_format: nullish(AudioFormatLegacy),
  /** The tools that the model may call. */
  tools: optional(Schema.Array(ToolBeta)),
  /** Whether the model may, must or must not call a tool. */
  tool_choice: optional(ToolChoiceBeta),
  /** 0.6 to 1.2, default 0.8. GA removed it. */
  temperature: optional(Schema.Finite),
  /** The most tokens of the response. The response itself calls the field `max_output_tokens`. */
  max_response_output_tokens: optional(MaxOutputTokens),
  /** Pairs of strings from the client, which the server echoes. */
  metadata: nullish(Metadata)
}) {}
