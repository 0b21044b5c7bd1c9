/** A response: one run of the model, as asked for and as it stands. */
import * as Schema from "effect/Schema"
import { nullish, open, optional, shape } from "../wire/Wire.ts"
import { ResponseAudio } from "./Audio.ts"
import { ConversationItem, ResponseInputItem } from "./Item.ts"
import { MaxOutputTokens, Modality, Prompt, Reasoning } from "./Session.ts"
import { Tool, ToolChoice } from "./Tool.ts"
import { ResponseUsage } from "./Usage.ts"

/** At most 16 pairs, keys to 64 and values to 512 characters; echoed in `response.created` and `.done`. */
export const Metadata = Schema.Record(Schema.String, Schema.String)
export type Metadata = typeof Metadata.Type

/** Why a response failed. */
export class ResponseStatusError extends shape<ResponseStatusError>()({
  type: nullish(Schema.String),
  /** E.g. `rate_limit_exceeded`. */
  code: nullish(Schema.String),
  /** What happened, in words for people. */
  message: nullish(Schema.String)
}) {}

/** How a response ended; null while it runs and when it ended normally. */
export class ResponseStatusDetails extends shape<ResponseStatusDetails>()({
  type: nullish(open("completed", "cancelled", "incomplete", "failed")),
  /** What ended it. */
  reason: nullish(open("turn_detected", "client_cancelled", "max_output_tokens", "content_filter")),
  /** Why it failed. */
  error: nullish(ResponseStatusError)
}) {}

/** A response as the server has it. */
export class Response extends shape<Response>()({
  /** `resp_…` */
  id: Schema.String,
  /** The kind of thing, for those who log it. */
  object: nullish(open("realtime.response")),
  /** Whether it runs, and how it ended. */
  status: nullish(open("in_progress", "completed", "cancelled", "failed", "incomplete")),
  /** How it ended; null while it runs and when it ended normally. */
  status_details: nullish(ResponseStatusDetails),
  /** Empty in `response.created`; without audio bytes in `response.done`. */
  output: nullish(Schema.Array(ConversationItem)),
  /** Null for a response out of band. */
  conversation_id: nullish(Schema.String),
  /** What the answer is made of: `["audio"]` or `["text"]`. */
  output_modalities: nullish(Schema.Array(Modality)),
  /** 1 to 4096 tokens, or `inf`. */
  max_output_tokens: nullish(MaxOutputTokens),
  /** How the model's side sounds. */
  audio: nullish(ResponseAudio),
  /** Null until `response.done`. */
  usage: nullish(ResponseUsage),
  /** Pairs of the client's own, echoed as they were. */
  metadata: nullish(Metadata)
}) {}

/** What `response.create` may set for this response alone; absent keys are as the session has them. */
export class ResponseCreateParams extends shape<ResponseCreateParams>()({
  /** `auto`, the default, writes to the conversation; `none` is out of band. */
  conversation: optional(open("auto", "none")),
  /** Replaces the conversation as context; empty is an empty context. */
  input: optional(Schema.Array(ResponseInputItem)),
  /** The system prompt. */
  instructions: optional(Schema.String),
  /** What the answer is made of: `["audio"]` or `["text"]`. */
  output_modalities: optional(Schema.Array(Modality)),
  /** How the model's side sounds. */
  audio: optional(ResponseAudio),
  /** What the model may call. */
  tools: optional(Schema.Array(Tool)),
  /** Whether the model may, must or must not call. */
  tool_choice: optional(ToolChoice),
  /** Several calls in one response; reasoning models. */
  parallel_tool_calls: optional(Schema.Boolean),
  /** How hard to think; reasoning models. */
  reasoning: optional(Reasoning),
  /** 1 to 4096 tokens, or `inf`. */
  max_output_tokens: optional(MaxOutputTokens),
  /** Pairs of the client's own, echoed as they were. */
  metadata: nullish(Metadata),
  /** A stored prompt template. */
  prompt: nullish(Prompt)
}) {}
