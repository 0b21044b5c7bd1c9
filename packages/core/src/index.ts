/**
 * The OpenAI Realtime protocol as data, and the contract of what moves it. No I/O, no `node:` import.
 */

// For everyone: the vocabularies, what decoding answers, where to connect.
export { ClientEvent } from "./ClientEvent.ts"
export { ServerEvent } from "./ServerEvent.ts"
export * as Beta from "./beta/index.ts"
export * as Translation from "./translation/index.ts"
export type { Decoded, EventNamed, Known, Malformed, Unknown, UnknownEvent, Vocabulary } from "./wire/Vocabulary.ts"
export { formatPath, ProtocolError, type ProtocolErrorReason, type ProtocolIssue } from "./wire/ProtocolError.ts"
export { asReceived } from "./wire/frames.ts"
export { strictly } from "./wire/strictly.ts"
export type { Open as OpenEnum, Unlisted } from "./wire/Wire.ts"
export * as Endpoint from "./transport/Endpoint.ts"
export {
  type Address,
  type Capabilities,
  type Connection,
  type Handshake,
  type Listener,
  type Media,
  Transport
} from "./transport/Transport.ts"
export {
  Closed,
  Dead,
  Open,
  Overflow,
  Protocol,
  Timeout,
  TooLarge,
  TransportError,
  type TransportErrorReason,
  Unauthorized
} from "./transport/TransportError.ts"
export { isTransient } from "./transport/isTransient.ts"

// What events are made of.
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
} from "./shapes/Audio.ts"
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
} from "./shapes/Content.ts"
export {
  Conversation,
  ErrorDetail,
  ItemStatus,
  LogProb,
  RateLimit,
  TranscriptionError,
  TranscriptionLanguage
} from "./shapes/Detail.ts"
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
} from "./shapes/Item.ts"
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
} from "./shapes/McpItem.ts"
export {
  Metadata,
  Response,
  ResponseCreateParams,
  ResponseStatusDetails,
  ResponseStatusError
} from "./shapes/Response.ts"
export {
  IncludeOption,
  MaxOutputTokens,
  Modality,
  Prompt,
  PromptFile,
  PromptImage,
  PromptText,
  PromptVariable,
  Reasoning,
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
} from "./shapes/Session.ts"
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
} from "./shapes/Tool.ts"
export {
  CachedTokensDetails,
  ResponseUsage,
  TranscriptionUsage,
  TranscriptionUsageDuration,
  TranscriptionUsageTokens,
  UnlistedTranscriptionUsage,
  UsageInputTokenDetails,
  UsageOutputTokenDetails
} from "./shapes/Usage.ts"

// Every event by name: the class is its schema and its type.
export {
  McpListToolsCompleted,
  McpListToolsFailed,
  McpListToolsInProgress,
  ResponseFunctionCallArgumentsDelta,
  ResponseFunctionCallArgumentsDone,
  ResponseMcpCallArgumentsDelta,
  ResponseMcpCallArgumentsDone,
  ResponseMcpCallCompleted,
  ResponseMcpCallFailed,
  ResponseMcpCallInProgress
} from "./server/Call.ts"
export {
  ConversationCreated,
  ConversationItemAdded,
  ConversationItemCreated,
  ConversationItemDeleted,
  ConversationItemDone,
  ConversationItemRetrieved,
  ConversationItemTruncated
} from "./server/Conversation.ts"
export {
  InputAudioBufferCleared,
  InputAudioBufferCommitted,
  InputAudioBufferDtmfEventReceived,
  InputAudioBufferSpeechStarted,
  InputAudioBufferSpeechStopped,
  InputAudioBufferTimeoutTriggered
} from "./server/InputAudioBuffer.ts"
export {
  InputAudioTranscriptionCompleted,
  InputAudioTranscriptionDelta,
  InputAudioTranscriptionFailed,
  InputAudioTranscriptionSegment
} from "./server/InputTranscription.ts"
export {
  ResponseOutputAudioDelta,
  ResponseOutputAudioDone,
  ResponseOutputAudioTranscriptDelta,
  ResponseOutputAudioTranscriptDone,
  ResponseOutputTextDelta,
  ResponseOutputTextDone
} from "./server/Output.ts"
export {
  OutputAudioBufferCleared,
  OutputAudioBufferStarted,
  OutputAudioBufferStopped
} from "./server/OutputAudioBuffer.ts"
export {
  ResponseContentPartAdded,
  ResponseContentPartDone,
  ResponseCreated,
  ResponseDone,
  ResponseOutputItemAdded,
  ResponseOutputItemDone
} from "./server/Response.ts"
export { ErrorEvent, RateLimitsUpdated, SessionCreated, SessionUpdated } from "./server/Session.ts"
export {
  InputAudioBufferAppend,
  InputAudioBufferClear,
  InputAudioBufferCommit,
  OutputAudioBufferClear
} from "./client/AudioBuffer.ts"
export {
  ConversationItemCreate,
  ConversationItemDelete,
  ConversationItemRetrieve,
  ConversationItemTruncate
} from "./client/Conversation.ts"
export { ResponseCancel, ResponseCreate } from "./client/Response.ts"
export { SessionUpdate } from "./client/Session.ts"

// HTTP bodies beside the connection.
export {
  CallCreateRequest,
  CallReferRequest,
  CallRejectRequest,
  IncomingCall,
  SipHeader,
  WebhookRealtimeCallIncoming
} from "./http/Call.ts"
export {
  ClientSecretCreateRequest,
  ClientSecretCreateResponse,
  ExpiresAfter,
  TranslationClientSecretCreateRequest,
  TranslationClientSecretCreateResponse
} from "./http/ClientSecret.ts"
export { secretPaths } from "./secretPaths.ts"

// For authors of adapters.
export { bytesOver, closeFrame, maxCloseReasonBytes } from "./transport/Frame.ts"
export { type Globals, isPage, pageKeyRefusal } from "./transport/pageKey.ts"
export { usableKey } from "./transport/usableKey.ts"
export { redact } from "./transport/redact.ts"
export { type Refusal, refusalBytes, refusalReason } from "./transport/refusal.ts"
export { defaultHighWaterBytes, type HighWater, makeHighWater } from "./transport/HighWater.ts"
export { defaultInboxLimits, type Inbox, type InboxLimits, makeInbox } from "./transport/Inbox.ts"
export type { EventCodec, EventIn } from "./wire/Vocabulary.ts"
