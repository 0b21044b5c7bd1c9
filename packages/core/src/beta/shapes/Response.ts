/** A beta response: as asked for and as it stands. */
import * as Schema from "effect/Schema"
import { Voice } from "../../shapes/Audio.ts"
import { Metadata, ResponseStatusDetails } from "../../shapes/Response.ts"
import { MaxOutputTokens, Modality } from "../../shapes/Session.ts"
import { ResponseUsage } from "../../shapes/Usage.ts"
import { nullish, open, optional, shape } from "../../wire/Wire.ts"
import { AudioFormatLegacy } from "./Audio.ts"
import { ConversationItemBeta, ConversationItemWithReferenceBeta } from "./Item.ts"
import { ToolBeta, ToolChoiceBeta } from "./Tool.ts"

/** A response as the server has it. */
export class ResponseBeta extends shape<ResponseBeta>()({
  /** `resp_…` */
  id: Schema.String,
  /** The kind of thing, for those who log it. */
  object: nullish(open("realtime.response")),
  /** Whether it runs, and how it ended. */
  status: nullish(open("in_progress", "completed", "cancelled", "failed", "incomplete")),
  /** How it ended; null while it runs and when it ended normally. */
  status_details: nullish(ResponseStatusDetails),
  /** Empty in `response.created`; without audio bytes in `response.done`. */
  output: nullish(Schema.Array(ConversationItemBeta)),
  /** Null for a response out of band. */
  conversation_id: nullish(Schema.String),
  /** Both at once is the rule. */
  modalities: nullish(Schema.Array(Modality)),
  /** Who speaks. */
  voice: nullish(Voice),
  /** How the model's audio is encoded. */
  output_audio_format: nullish(AudioFormatLegacy),
  /** 0.6 to 1.2. GA removed it. */
  temperature: nullish(Schema.Finite),
  /** 1 to 4096 tokens, or `inf`. */
  max_output_tokens: nullish(MaxOutputTokens),
  /** Null until `response.done`. */
  usage: nullish(ResponseUsage),
  /** Pairs of the client's own, echoed as they were. */
  metadata: nullish(Metadata)
}) {}

/** What `response.create` may set for this response alone; absent keys are as the session has them. */
export class ResponseCreateParamsBeta extends shape<ResponseCreateParamsBeta>()({
  /** `auto`, the default, writes to the conversation; `none` is out of band. */
  conversation: optional(open("auto", "none")),
  /** Replaces the conversation as context; empty is an empty context. */
  input: optional(Schema.Array(ConversationItemWithReferenceBeta)),
  /** The system prompt. */
  instructions: optional(Schema.String),
  /** What the answer is made of; both at once are allowed. */
  modalities: optional(Schema.Array(Modality)),
  /** Who speaks. */
  voice: nullish(Voice),
  /** How the model's audio is encoded. */
  output_audio_format: nullish(AudioFormatLegacy),
  /** What the model may call. */
  tools: optional(Schema.Array(ToolBeta)),
  /** Whether the model may, must or must not call. */
  tool_choice: optional(ToolChoiceBeta),
  /** 0.6 to 1.2, default 0.8. GA removed it. */
  temperature: optional(Schema.Finite),
  /** Named otherwise in the response itself. */
  max_response_output_tokens: optional(MaxOutputTokens),
  /** Pairs of the client's own, echoed as they were. */
  metadata: nullish(Metadata)
}) {}
