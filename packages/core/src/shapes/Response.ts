/**
 * A response is one run of the model. This module has the settings that a client requests and the response that a
 * server reports.
 */
import * as Schema from "effect/Schema"
import { nullish, open, optional, shape } from "../wire/Wire.ts"
import { ResponseAudio } from "./Audio.ts"
import { ConversationItem, ResponseInputItem } from "./Item.ts"
import { MaxOutputTokens, Modality, Prompt, Reasoning } from "./Session.ts"
import { Tool, ToolChoice } from "./Tool.ts"
import { ResponseUsage } from "./Usage.ts"

/**
 * At most 16 pairs of strings, keys up to 64 and values up to 512 characters. The server echoes them in
 * `response.created` and `.done`.
 */
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

/** How a response ended. Null while it runs and after a normal end. */
export class ResponseStatusDetails extends shape<ResponseStatusDetails>()({
  type: nullish(open("completed", "cancelled", "incomplete", "failed")),
  /** What ended the response. */
  reason: nullish(open("turn_detected", "client_cancelled", "max_output_tokens", "content_filter")),
  /** Why it failed. */
  error: nullish(ResponseStatusError)
}) {}

/** A response as the server reports it. */
export class Response extends shape<Response>()({
  /** `resp_…` */
  id: Schema.String,
  /** The kind of object, useful in logs. */
  object: nullish(open("realtime.response")),
  /** Whether the response is in progress, or how it ended. */
  status: nullish(open("in_progress", "completed", "cancelled", "failed", "incomplete")),
  /** How the response ended. Null while it runs and after a normal end. */
  status_details: nullish(ResponseStatusDetails),
  /** The items of the response, without audio bytes. Empty in `response.created`. */
  output: nullish(Schema.Array(ConversationItem)),
  /** The id of the conversation. Null for an out-of-band response. */
  conversation_id: nullish(Schema.String),
  /** The kind of output, either `["audio"]` or `["text"]`. */
  output_modalities: nullish(Schema.Array(Modality)),
  /** From 1 to 4096 tokens, or `inf`. */
  max_output_tokens: nullish(MaxOutputTokens),
  /** The format and the voice of the audio. */
  audio: nullish(ResponseAudio),
  /** The tokens that the response used. Null until `response.done`. */
  usage: nullish(ResponseUsage),
  /** Pairs of strings from the client, which the server echoes. */
  metadata: nullish(Metadata)
}) {}

/** The settings that `response.create` may override for one response. Absent keys keep the values of the session. */
export class ResponseCreateParams extends shape<ResponseCreateParams>()({
  /** `auto` writes to the conversation, and `none` makes an out-of-band response. Defaults to `auto`. */
  conversation: optional(open("auto", "none")),
  /** The context to use instead of the conversation. An empty list is an empty context. */
  input: optional(Schema.Array(ResponseInputItem)),
  /** The system prompt. */
  instructions: optional(Schema.String),
  /** The kind of output, either `["audio"]` or `["text"]`. */
  output_modalities: optional(Schema.Array(Modality)),
  /** The format and the voice of the audio. */
  audio: optional(ResponseAudio),
  /** The tools that the model may call. */
  tools: optional(Schema.Array(Tool)),
  /** Whether the model may, must or must not call a tool. */
  tool_choice: optional(ToolChoice),
  /** Whether one response may have several calls. Only for reasoning models. */
  parallel_tool_calls: optional(Schema.Boolean),
  /** How much the model thinks. Only for reasoning models. */
  reasoning: optional(Reasoning),
  /** From 1 to 4096 tokens, or `inf`. */
  max_output_tokens: optional(MaxOutputTokens),
  /** Pairs of strings from the client, which the server echoes. */
  metadata: nullish(Metadata),
  /** A stored prompt template. */
  prompt: nullish(Prompt)
}) {}
