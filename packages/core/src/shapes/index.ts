/**
 * The shapes that events consist of, such as items, content, tools, sessions, responses and usage. Each class is a
 * schema and a type.
 */
export {
  AudioConfig,
  AudioConfigInput,
  AudioConfigOutput,
  AudioConfigTranscription,
  AudioFormat,
  AudioPCM,
  AudioPCMA,
  AudioPCMU,
  AudioTranscription,
  CustomVoice,
  NoiseReduction,
  NoiseReductionType,
  ResponseAudio,
  SemanticVad,
  ServerVad,
  TurnDetection,
  UnlistedAudioFormat,
  UnlistedTurnDetection,
  Voice,
  VoiceRef
} from "./Audio.ts"
export {
  AssistantContent,
  InputAudioPart,
  InputImagePart,
  InputTextPart,
  OutputAudioPart,
  OutputTextPart,
  StreamedPart,
  SystemContent,
  UnlistedInputPart,
  UnlistedOutputPart,
  UnlistedSystemPart,
  UserContent
} from "./Content.ts"
export {
  Conversation,
  ErrorDetail,
  ItemStatus,
  LogProb,
  RateLimit,
  TranscriptionError,
  TranscriptionLanguage
} from "./Detail.ts"
export {
  AssistantMessageItem,
  ConversationItem,
  FunctionCallItem,
  FunctionCallOutputItem,
  ItemReference,
  ResponseInputItem,
  SystemMessageItem,
  UnlistedInputItem,
  UnlistedItem,
  UnlistedMessageItem,
  UserMessageItem
} from "./Item.ts"
export {
  McpApprovalRequestItem,
  McpApprovalResponseItem,
  McpCallItem,
  McpError,
  McpHttpError,
  McpListToolsItem,
  McpListedTool,
  McpProtocolError,
  McpToolExecutionError,
  UnlistedMcpError
} from "./McpItem.ts"
export { Metadata, Response, ResponseCreateParams, ResponseStatusDetails, ResponseStatusError } from "./Response.ts"
export {
  IncludeOption,
  MaxOutputTokens,
  Modality,
  Prompt,
  PromptFile,
  PromptImage,
  PromptCacheBreakpoint,
  PromptText,
  PromptVariable,
  Reasoning,
  RealtimeModel,
  ReasoningEffort,
  Session,
  SessionRealtime,
  SessionRealtimeRequest,
  SessionRequest,
  SessionTranscription,
  SessionTranscriptionRequest,
  Tracing,
  TracingConfiguration,
  Truncation,
  TruncationRetentionRatio,
  UnlistedPromptVariable,
  UnlistedSession,
  UnlistedTruncation
} from "./Session.ts"
export {
  FunctionTool,
  McpApprovalFilter,
  McpTool,
  McpToolFilter,
  Tool,
  ToolChoice,
  ToolChoiceFunction,
  ToolChoiceMcp,
  UnlistedTool,
  UnlistedToolChoice
} from "./Tool.ts"
export {
  CachedTokensDetails,
  ResponseUsage,
  TranscriptionUsage,
  TranscriptionUsageDuration,
  TranscriptionUsageTokens,
  UnlistedTranscriptionUsage,
  UsageInputTokenDetails,
  UsageOutputTokenDetails
} from "./Usage.ts"
