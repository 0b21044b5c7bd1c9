/** What a session is set to: as asked for, and as a server answers. */
import * as Schema from "effect/Schema"
import { assumed, nullish, open, optional, shape, unlistedName } from "../wire/Wire.ts"
import { AudioConfig, AudioConfigTranscription } from "./Audio.ts"
import { Tool, ToolChoice } from "./Tool.ts"

/** What a response is made of: `audio` (with its transcript) or `text`. */
export const Modality = open("text", "audio")
export type Modality = typeof Modality.Type

/** How hard a reasoning model thinks; gpt-realtime-2 and later. */
export const ReasoningEffort = open("minimal", "low", "medium", "high", "xhigh")
export type ReasoningEffort = typeof ReasoningEffort.Type

/** Settings of reasoning models. */
export class Reasoning extends shape<Reasoning>()({
  /** More thinks longer. */
  effort: nullish(ReasoningEffort)
}) {}

/** Text put into a prompt template. */
export class PromptText extends shape<PromptText>()({
  type: Schema.tag("input_text"),
  /** The words. */
  text: Schema.String
}) {}

/** An image put into a prompt template. */
export class PromptImage extends shape<PromptImage>()({
  type: Schema.tag("input_image"),
  /** How closely the model looks. */
  detail: nullish(open("auto", "low", "high")),
  /** A file that was uploaded before. */
  file_id: nullish(Schema.String),
  /** Where it is, or a data URI. */
  image_url: nullish(Schema.String)
}) {}

/** A file put into a prompt template. */
export class PromptFile extends shape<PromptFile>()({
  type: Schema.tag("input_file"),
  /** Base64. */
  file_data: nullish(Schema.String),
  /** A file that was uploaded before. */
  file_id: nullish(Schema.String),
  /** Where it is. */
  file_url: nullish(Schema.String),
  /** What to call it. */
  filename: nullish(Schema.String)
}) {}

/** A variable of a kind that this version does not name. */
export class UnlistedPromptVariable extends shape<UnlistedPromptVariable>()({
  type: unlistedName(["input_text", "input_image", "input_file"])
}) {}

/** What a prompt template's variable becomes. */
export const PromptVariable = Schema.Union([
  Schema.String,
  Schema.Union([PromptText, PromptImage, PromptFile, UnlistedPromptVariable])
])
export type PromptVariable = typeof PromptVariable.Type

/** A stored prompt template. */
export class Prompt extends shape<Prompt>()({
  /** The template's id. */
  id: Schema.String,
  /** Which version of it; null: the newest. */
  version: nullish(Schema.String),
  /** What the variables of the template become, by name. */
  variables: nullish(Schema.Record(Schema.String, PromptVariable))
}) {}

/** Names the trace of a session in the provider's dashboard. */
export class TracingConfiguration extends shape<TracingConfiguration>()({
  /** Names the trace. */
  workflow_name: nullish(Schema.String),
  /** Groups traces, e.g. by conversation. */
  group_id: nullish(Schema.String),
  /** Anything, shown beside the trace. */
  metadata: optional(Schema.Unknown)
}) {}

/** `auto`, or a trace with names. Null is off; once on it cannot change. */
export const Tracing = Schema.Union([open("auto"), TracingConfiguration])
export type Tracing = typeof Tracing.Type

/** Keeps a share of the context when it overflows. */
export class TruncationRetentionRatio extends shape<TruncationRetentionRatio>()({
  type: Schema.tag("retention_ratio"),
  /** 0 to 1: the share of the context's tokens that stays. */
  retention_ratio: Schema.Finite,
  /** Bounds on what stays. */
  token_limits: nullish(
    Schema.Struct({
      /** Tokens after instructions and tools. */
      post_instructions: nullish(Schema.Int)
    })
  )
}) {}

/** A truncation that this version does not name. */
export class UnlistedTruncation extends shape<UnlistedTruncation>()({ type: unlistedName(["retention_ratio"]) }) {}

/** What happens when the context is full: the oldest items go (`auto`), responses fail (`disabled`), or a share stays. */
export const Truncation = Schema.Union([
  open("auto", "disabled"),
  Schema.Union([TruncationRetentionRatio, UnlistedTruncation])
])
export type Truncation = typeof Truncation.Type

/** Extra fields a server adds on request. */
export const IncludeOption = open("item.input_audio_transcription.logprobs")
export type IncludeOption = typeof IncludeOption.Type

/** 1 to 4096 tokens, or `inf`, the default. */
export const MaxOutputTokens = Schema.Union([Schema.Int, open("inf")])
export type MaxOutputTokens = typeof MaxOutputTokens.Type

/** The settings that a conversation has in requests and in answers alike. */
const realtime = {
  /** Fixed once the session exists. */
  model: nullish(Schema.String),
  /** `["audio"]`, the default, or `["text"]`. */
  output_modalities: nullish(Schema.Array(Modality)),
  /** The system prompt; empty clears it. */
  instructions: nullish(Schema.String),
  /** Both halves of its audio. */
  audio: nullish(AudioConfig),
  /** Empty clears them. */
  tools: nullish(Schema.Array(Tool)),
  /** Whether the model may, must or must not call. */
  tool_choice: nullish(ToolChoice),
  /** Several calls in one response; reasoning models. */
  parallel_tool_calls: nullish(Schema.Boolean),
  /** How hard to think; reasoning models. */
  reasoning: nullish(Reasoning),
  /** 1 to 4096 tokens, or `inf`. */
  max_output_tokens: nullish(MaxOutputTokens),
  /** Extra fields to be sent. */
  include: nullish(Schema.Array(IncludeOption)),
  /** A stored prompt template. */
  prompt: nullish(Prompt),
  /** The trace in the provider's dashboard; null: none. */
  tracing: nullish(Tracing),
  /** What happens when the context is full. */
  truncation: nullish(Truncation)
}

/** Settings asked for: in `session.update`, in a client secret, in a call. Absent keys stay as they are. */
export class SessionRealtimeRequest extends shape<SessionRealtimeRequest>()({
  type: Schema.tag("realtime"),
  ...realtime
}) {}

/** Settings of a transcription session asked for. */
export class SessionTranscriptionRequest extends shape<SessionTranscriptionRequest>()({
  type: Schema.tag("transcription"),
  /** The user's half; there is no other. */
  audio: nullish(AudioConfigTranscription),
  /** Extra fields to be sent. */
  include: nullish(Schema.Array(IncludeOption))
}) {}

/** A kind of session that this version does not name. */
export class UnlistedSession extends shape<UnlistedSession>()({
  type: unlistedName(["realtime", "transcription"])
}) {}

/** What `session.update` may ask for. */
export const SessionRequest = Schema.Union([SessionRealtimeRequest, SessionTranscriptionRequest, UnlistedSession])
export type SessionRequest = typeof SessionRequest.Type

/** A conversation as the server has it, every default filled in. */
export class SessionRealtime extends shape<SessionRealtime>()({
  type: Schema.tag("realtime"),
  /** `sess_…` */
  id: nullish(Schema.String),
  /** The kind of thing, for those who log it. */
  object: nullish(open("realtime.session")),
  ...realtime,
  /** When the server will end the session, in epoch seconds; 0 in the answer to a client secret. */
  expires_at: nullish(Schema.Finite)
}) {}

/** A transcription session as the server has it. */
export class SessionTranscription extends shape<SessionTranscription>()({
  type: Schema.tag("transcription"),
  /** The template's id. */
  id: nullish(Schema.String),
  /** The kind of thing, for those who log it. */
  object: nullish(open("realtime.transcription_session")),
  /** Epoch seconds. */
  expires_at: nullish(Schema.Finite),
  /** The user's half; there is no other. */
  audio: nullish(AudioConfigTranscription),
  /** Extra fields to be sent. */
  include: nullish(Schema.Array(IncludeOption))
}) {}

/** A session as the server has it, told by its `type`. One without a type is a conversation. */
export const Session = assumed(Schema.Union([SessionRealtime, SessionTranscription, UnlistedSession]), "realtime")
export type Session = typeof Session.Type
