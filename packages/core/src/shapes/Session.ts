/** The settings of a session, as a client requests them and as a server reports them. */
import * as Schema from "effect/Schema"
import { assumed, nullish, open, optional, shape, unlistedName } from "../wire/Wire.ts"
import { AudioConfig, AudioConfigTranscription } from "./Audio.ts"
import { Tool, ToolChoice } from "./Tool.ts"

/** The names of OpenAI's models. Other servers have others. */
export const RealtimeModel = open(
  "gpt-realtime",
  "gpt-realtime-2025-08-28",
  "gpt-realtime-1.5",
  "gpt-realtime-2",
  "gpt-realtime-2.1",
  "gpt-realtime-2.1-mini",
  "gpt-realtime-mini",
  "gpt-realtime-mini-2025-10-06",
  "gpt-realtime-mini-2025-12-15",
  "gpt-audio-1.5",
  "gpt-audio-mini",
  "gpt-audio-mini-2025-10-06",
  "gpt-audio-mini-2025-12-15",
  "gpt-4o-realtime-preview",
  "gpt-4o-realtime-preview-2024-10-01",
  "gpt-4o-realtime-preview-2024-12-17",
  "gpt-4o-realtime-preview-2025-06-03",
  "gpt-4o-mini-realtime-preview",
  "gpt-4o-mini-realtime-preview-2024-12-17"
)
export type RealtimeModel = typeof RealtimeModel.Type

/** The kind of a response's output. `audio` comes with its transcript. */
export const Modality = open("text", "audio")
export type Modality = typeof Modality.Type

/** How much a reasoning model thinks. Only for gpt-realtime-2 and later. */
export const ReasoningEffort = open("minimal", "low", "medium", "high", "xhigh")
export type ReasoningEffort = typeof ReasoningEffort.Type

/** Settings of reasoning models. */
export class Reasoning extends shape<Reasoning>()({
  /** A higher effort takes longer. */
  effort: nullish(ReasoningEffort)
}) {}

/** The end of a prefix of the prompt that the server keeps for later requests. */
export class PromptCacheBreakpoint extends shape<PromptCacheBreakpoint>()({
  /** Always `explicit`. */
  mode: open("explicit"),
  /** How long the prefix is kept at least. Defaults to the time of the request. */
  ttl: nullish(open("30m", "12h"))
}) {}

/** A text for a variable of a prompt template. */
export class PromptText extends shape<PromptText>()({
  type: Schema.tag("input_text"),
  /** The text. */
  text: Schema.String,
  /** Ends a prefix of the prompt that the server keeps. */
  prompt_cache_breakpoint: nullish(PromptCacheBreakpoint)
}) {}

/** An image for a variable of a prompt template. */
export class PromptImage extends shape<PromptImage>()({
  type: Schema.tag("input_image"),
  /** How closely the model looks at the image. */
  detail: nullish(open("auto", "low", "high", "original")),
  /** The id of an uploaded file. */
  file_id: nullish(Schema.String),
  /** The URL of the image, or a data URI. */
  image_url: nullish(Schema.String),
  /** Ends a prefix of the prompt that the server keeps. */
  prompt_cache_breakpoint: nullish(PromptCacheBreakpoint)
}) {}

/** A file for a variable of a prompt template. */
export class PromptFile extends shape<PromptFile>()({
  type: Schema.tag("input_file"),
  /** Base64. */
  file_data: nullish(Schema.String),
  /** The id of an uploaded file. */
  file_id: nullish(Schema.String),
  /** The URL of the file. */
  file_url: nullish(Schema.String),
  /** The name of the file. */
  filename: nullish(Schema.String),
  /** Ends a prefix of the prompt that the server keeps. */
  prompt_cache_breakpoint: nullish(PromptCacheBreakpoint)
}) {}

/** A variable of a kind that this version does not name. */
export class UnlistedPromptVariable extends shape<UnlistedPromptVariable>()({
  type: unlistedName(["input_text", "input_image", "input_file"])
}) {}

/** The value of a variable of a prompt template. */
export const PromptVariable = Schema.Union([
  Schema.String,
  Schema.Union([PromptText, PromptImage, PromptFile, UnlistedPromptVariable])
])
export type PromptVariable = typeof PromptVariable.Type

/** A stored prompt template. */
export class Prompt extends shape<Prompt>()({
  /** The template's id. */
  id: Schema.String,
  /** The version of the template. Null selects the newest. */
  version: nullish(Schema.String),
  /** The values of the template's variables by name. */
  variables: nullish(Schema.Record(Schema.String, PromptVariable))
}) {}

/** The names of a session's trace in the provider's dashboard. */
export class TracingConfiguration extends shape<TracingConfiguration>()({
  /** The name of the trace. */
  workflow_name: nullish(Schema.String),
  /** A name that groups traces, e.g. by conversation. */
  group_id: nullish(Schema.String),
  /** Any value. The dashboard shows it beside the trace. */
  metadata: optional(Schema.Unknown)
}) {}

/** `auto`, or a trace with names. Null switches tracing off. It cannot change after it was switched on. */
export const Tracing = Schema.Union([open("auto"), TracingConfiguration])
export type Tracing = typeof Tracing.Type

/** Keeps a share of the context when it is full. */
export class TruncationRetentionRatio extends shape<TruncationRetentionRatio>()({
  type: Schema.tag("retention_ratio"),
  /** The share of the context's tokens that stays, from 0 to 1. */
  retention_ratio: Schema.Finite,
  /** Limits of what stays. */
  token_limits: nullish(
    Schema.Struct({
      /** The tokens that follow the instructions and tools. */
      post_instructions: nullish(Schema.Int)
    })
  )
}) {}

/** A truncation that this version does not name. */
export class UnlistedTruncation extends shape<UnlistedTruncation>()({ type: unlistedName(["retention_ratio"]) }) {}

/**
 * What happens when the context is full. With `auto` the server drops the oldest items, and with `disabled` responses
 * fail. A retention ratio keeps a share.
 */
export const Truncation = Schema.Union([
  open("auto", "disabled"),
  Schema.Union([TruncationRetentionRatio, UnlistedTruncation])
])
export type Truncation = typeof Truncation.Type

/** The extra fields that a server adds on request. */
export const IncludeOption = open("item.input_audio_transcription.logprobs")
export type IncludeOption = typeof IncludeOption.Type

/** From 1 to 4096 tokens, or `inf`. Defaults to `inf`. */
export const MaxOutputTokens = Schema.Union([Schema.Int, open("inf")])
export type MaxOutputTokens = typeof MaxOutputTokens.Type

/** The settings of a conversation that requests and reports share. */
const realtime = {
  /** The model. It cannot change after the session was created. */
  model: nullish(RealtimeModel),
  /** Either `["audio"]` or `["text"]`. Defaults to `["audio"]`. */
  output_modalities: nullish(Schema.Array(Modality)),
  /** The system prompt. An empty string clears it. */
  instructions: nullish(Schema.String),
  /** The audio settings. */
  audio: nullish(AudioConfig),
  /** The tools that the model may call. An empty list clears them. */
  tools: nullish(Schema.Array(Tool)),
  /** Whether the model may, must or must not call a tool. */
  tool_choice: nullish(ToolChoice),
  /** Whether one response may have several calls. Only for reasoning models. */
  parallel_tool_calls: nullish(Schema.Boolean),
  /** How much the model thinks. Only for reasoning models. */
  reasoning: nullish(Reasoning),
  /** From 1 to 4096 tokens, or `inf`. */
  max_output_tokens: nullish(MaxOutputTokens),
  /** The extra fields that the server should send. */
  include: nullish(Schema.Array(IncludeOption)),
  /** A stored prompt template. */
  prompt: nullish(Prompt),
  /** The trace in the provider's dashboard. Null switches it off. */
  tracing: nullish(Tracing),
  /** What happens when the context is full. */
  truncation: nullish(Truncation)
}

/**
 * The settings of a conversation in `session.update`, in a client secret or in a call. Absent keys keep their values.
 */
export class SessionRealtimeRequest extends shape<SessionRealtimeRequest>()({
  type: Schema.tag("realtime"),
  ...realtime
}) {}

/** The settings of a transcription session in `session.update` or in a client secret. */
export class SessionTranscriptionRequest extends shape<SessionTranscriptionRequest>()({
  type: Schema.tag("transcription"),
  /** The settings of the user's audio. A transcription session has no output. */
  audio: nullish(AudioConfigTranscription),
  /** The extra fields that the server should send. */
  include: nullish(Schema.Array(IncludeOption))
}) {}

/** A kind of session that this version does not name. */
export class UnlistedSession extends shape<UnlistedSession>()({
  type: unlistedName(["realtime", "transcription"])
}) {}

/** The settings that `session.update` may request. */
export const SessionRequest = Schema.Union([SessionRealtimeRequest, SessionTranscriptionRequest, UnlistedSession])
export type SessionRequest = typeof SessionRequest.Type

/** A conversation as the server reports it, with every default filled in. */
export class SessionRealtime extends shape<SessionRealtime>()({
  type: Schema.tag("realtime"),
  /** `sess_…` */
  id: nullish(Schema.String),
  /** The kind of object, useful in logs. */
  object: nullish(open("realtime.session")),
  ...realtime,
  /** When the server will end the session, in epoch seconds. It is 0 in the answer to a request for a client secret. */
  expires_at: nullish(Schema.Finite)
}) {}

/** A transcription session as the server reports it. */
export class SessionTranscription extends shape<SessionTranscription>()({
  type: Schema.tag("transcription"),
  /** `sess_…` */
  id: nullish(Schema.String),
  /** The kind of object, useful in logs. */
  object: nullish(open("realtime.transcription_session")),
  /** Epoch seconds. */
  expires_at: nullish(Schema.Finite),
  /** The settings of the user's audio. A transcription session has no output. */
  audio: nullish(AudioConfigTranscription),
  /** The extra fields that the server should send. */
  include: nullish(Schema.Array(IncludeOption))
}) {}

/** A session as the server reports it. Its `type` says which kind it is. A session without a type is a conversation. */
export const Session = assumed(Schema.Union([SessionRealtime, SessionTranscription, UnlistedSession]), "realtime")
export type Session = typeof Session.Type
