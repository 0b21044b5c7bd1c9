/** Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. */
export const betaServerEvent = `
conversation.created event_id?:string|null conversation?:Conversation|null
conversation.item.created event_id?:string|null previous_item_id?:string|null item:ConversationItemBeta
conversation.item.deleted event_id?:string|null item_id:string
conversation.item.input_audio_transcription.completed event_id?:string|null item_id:string content_index!zero:int transcript:string usage?:TranscriptionUsage|null languages?:[TranscriptionLanguage]|null logprobs?:[LogProb]|null
conversation.item.input_audio_transcription.delta event_id?:string|null item_id:string content_index?:int|null delta?:string|null logprobs?:[LogProb]|null obfuscation?:string|null
conversation.item.input_audio_transcription.failed event_id?:string|null item_id:string content_index!zero:int error!message:TranscriptionError
conversation.item.retrieved event_id?:string|null item:ConversationItemBeta
conversation.item.truncated event_id?:string|null item_id:string content_index!zero:int audio_end_ms?:finite|null
error event_id?:string|null error!error:ErrorDetail
input_audio_buffer.cleared event_id?:string|null
input_audio_buffer.committed event_id?:string|null previous_item_id?:string|null item_id:string
input_audio_buffer.speech_started event_id?:string|null item_id?:string|null audio_start_ms?:finite|null
input_audio_buffer.speech_stopped event_id?:string|null item_id:string audio_end_ms?:finite|null
rate_limits.updated event_id?:string|null rate_limits!emptyList:[RateLimit]
response.audio.delta event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int delta:string
response.audio.done event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int
response.audio_transcript.delta event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int delta:string obfuscation?:string|null
response.audio_transcript.done event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int transcript:string
response.content_part.added event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int part?:StreamedPart|null
response.content_part.done event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int part?:StreamedPart|null
response.created event_id?:string|null response:ResponseBeta
response.done event_id?:string|null response:ResponseBeta
response.function_call_arguments.delta event_id?:string|null response_id:string item_id:string output_index?:int|null call_id?:string|null delta:string obfuscation?:string|null
response.function_call_arguments.done event_id?:string|null response_id:string item_id:string output_index?:int|null call_id?:string|null arguments:string
response.output_item.added event_id?:string|null response_id:string output_index?:int|null item:ConversationItemBeta
response.output_item.done event_id?:string|null response_id:string output_index?:int|null item:ConversationItemBeta
response.text.delta event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int delta:string obfuscation?:string|null
response.text.done event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int text:string
session.created event_id?:string|null session:SessionBeta
session.updated event_id?:string|null session:SessionBeta
transcription_session.updated event_id?:string|null session:TranscriptionSessionBeta
output_audio_buffer.started event_id?:string|null response_id:string
output_audio_buffer.stopped event_id?:string|null response_id:string
output_audio_buffer.cleared event_id?:string|null response_id:string
conversation.item.input_audio_transcription.segment event_id?:string|null item_id:string content_index!zero:int id?:string|null text?:string|null speaker?:string|null start?:finite|null end?:finite|null
input_audio_buffer.timeout_triggered event_id?:string|null item_id:string audio_start_ms?:finite|null audio_end_ms?:finite|null
response.mcp_call_arguments.delta event_id?:string|null response_id:string item_id:string output_index?:int|null delta:string obfuscation?:string|null
response.mcp_call_arguments.done event_id?:string|null response_id:string item_id:string output_index?:int|null arguments:string
response.mcp_call.in_progress event_id?:string|null item_id:string output_index?:int|null
response.mcp_call.completed event_id?:string|null item_id:string output_index?:int|null
response.mcp_call.failed event_id?:string|null item_id:string output_index?:int|null
mcp_list_tools.in_progress event_id?:string|null item_id:string
mcp_list_tools.completed event_id?:string|null item_id:string
mcp_list_tools.failed event_id?:string|null item_id:string
transcription_session.created event_id?:string|null session:TranscriptionSessionBeta
Conversation id?:string object?:string|null
ConversationItemBeta = SystemMessageItem|UserMessageItemBeta|AssistantMessageItemBeta|UnlistedMessageItem|FunctionCallItem|FunctionCallOutputItem|McpListToolsItem|McpCallItem|McpApprovalRequestItem|McpApprovalResponseItem|UnlistedItem
SystemMessageItem type:"message" role:"system" content!emptyList:[#SystemContent] id?:string object?:string|null status?:string|null
SystemContent = InputTextPart|Unlisted
InputTextPart type:"input_text" text?:string|null
Unlisted type:unlisted
UserMessageItemBeta type:"message" role:"user" content!emptyList:[#UserContentBeta] id?:string object?:string|null status?:string|null
UserContentBeta = InputTextPart|InputAudioPart|ItemReferencePartBeta|Unlisted
InputAudioPart type:"input_audio" audio?:string|null transcript?:string|null
ItemReferencePartBeta type:"item_reference" id?:string|null
AssistantMessageItemBeta type:"message" role:"assistant" content!emptyList:[#AssistantContentBeta] id?:string object?:string|null status?:string|null phase?:string|null
AssistantContentBeta = TextPartBeta|AudioPartBeta|Unlisted
TextPartBeta type:"text" text?:string|null
AudioPartBeta type:"audio" audio?:string|null transcript?:string|null
UnlistedMessageItem type:"message" role:unlisted id?:string object?:string|null status?:string|null
FunctionCallItem type:"function_call" name:string arguments!arguments:string call_id?:string id?:string object?:string|null status?:string|null phase?:string|null
FunctionCallOutputItem type:"function_call_output" call_id:string output?:string|null id?:string object?:string|null status?:string|null
McpListToolsItem type:"mcp_list_tools" server_label:string tools?:[McpListedTool]|null id?:string
McpListedTool name:string input_schema?:any description?:string|null annotations?:any
McpCallItem type:"mcp_call" id:string server_label:string name:string arguments!arguments:string approval_request_id?:string|null output?:string|null error?:McpError|null status?:string|null
McpError = McpProtocolError|McpToolExecutionError|McpHttpError|Unlisted
McpProtocolError type:"protocol_error" code:finite message:string
McpToolExecutionError type:"tool_execution_error" message?:string|null
McpHttpError type:"http_error" code:finite message:string
McpApprovalRequestItem type:"mcp_approval_request" id:string server_label:string name:string arguments!arguments:string
McpApprovalResponseItem type:"mcp_approval_response" id:string approval_request_id:string approve:boolean reason?:string|null
UnlistedItem type:unlisted id?:string object?:string|null status?:string|null
TranscriptionUsage = TranscriptionUsageTokens|TranscriptionUsageDuration|Unlisted
TranscriptionUsageTokens type:"tokens" total_tokens?:int|null input_tokens?:int|null output_tokens?:int|null input_token_details?:UsageOutputTokenDetails|null
UsageOutputTokenDetails text_tokens?:int|null audio_tokens?:int|null
TranscriptionUsageDuration type:"duration" seconds?:finite|null
TranscriptionLanguage code:string
LogProb token:string logprob:finite bytes?:[int]|null
TranscriptionError type?:string|null code?:string|null message?:string|null param?:string|null
ErrorDetail type?:string|null message!reason:string code?:string|null param?:string|null event_id?:string|null
RateLimit name?:string|null limit?:finite|null remaining?:finite|null reset_seconds?:finite|null
StreamedPart type?:string|null text?:string|null transcript?:string|null audio?:string|null
ResponseBeta id:string object?:string|null status?:string|null status_details?:ResponseStatusDetails|null output?:[ConversationItemBeta]|null conversation_id?:string|null modalities?:[string]|null voice?:VoiceBeta|null output_audio_format?:string|null temperature?:finite|null max_output_tokens?:MaxOutputTokens|null usage?:ResponseUsage|null metadata?:{string}|null
ResponseStatusDetails type?:string|null reason?:string|null error?:ResponseStatusError|null
ResponseStatusError type?:string|null code?:string|null message?:string|null
VoiceBeta = string|NamedVoiceBeta
NamedVoiceBeta name?:string|null type?:string|null
MaxOutputTokens = int|string
ResponseUsage total_tokens?:int|null input_tokens?:int|null output_tokens?:int|null input_token_details?:UsageInputTokenDetails|null output_token_details?:UsageOutputTokenDetails|null
UsageInputTokenDetails text_tokens?:int|null audio_tokens?:int|null image_tokens?:int|null cached_tokens?:int|null cached_tokens_details?:CachedTokensDetails|null
CachedTokensDetails text_tokens?:int|null audio_tokens?:int|null image_tokens?:int|null
SessionBeta id?:string|null object?:string|null expires_at?:finite|null model?:string|null modalities?:[string]|null instructions?:string|null voice?:VoiceBeta|null speed?:finite|null input_audio_format?:string|null output_audio_format?:string|null input_audio_noise_reduction?:NoiseReductionBeta|null turn_detection?:TurnDetectionBeta|null tools?:[ToolBeta]|null tool_choice?:ToolChoiceBeta|null temperature?:finite|null max_response_output_tokens?:MaxOutputTokens|null tracing?:Tracing|null input_audio_transcription?:AudioTranscription|null prompt?:Prompt|null include?:[string]|null client_secret?:ClientSecretBeta|null
NoiseReductionBeta type?:string|null
TurnDetectionBeta type?:string|null threshold?:finite|null prefix_padding_ms?:finite|null silence_duration_ms?:finite|null create_response?:boolean|null interrupt_response?:boolean|null eagerness?:string|null idle_timeout_ms?:finite|null
ToolBeta = FunctionTool|Unlisted
FunctionTool type:"function" name?:string|null description?:string|null parameters?:any
ToolChoiceBeta = string|ToolChoiceBeta.1
ToolChoiceBeta.1 = ToolChoiceFunction|Unlisted
ToolChoiceFunction type:"function" name:string
Tracing = string|TracingConfiguration
TracingConfiguration workflow_name?:string|null group_id?:string|null metadata?:any
AudioTranscription model?:string|null language?:string|null languages?:[string]|null keywords?:[string]|null prompt?:string|null delay?:string|null
Prompt id:string version?:string|null variables?:{PromptVariable}|null
PromptVariable = string|PromptVariable.1
PromptVariable.1 = PromptText|PromptImage|PromptFile|Unlisted
PromptText type:"input_text" text:string prompt_cache_breakpoint?:PromptCacheBreakpoint|null
PromptCacheBreakpoint mode:string ttl?:string|null
PromptImage type:"input_image" detail?:string|null file_id?:string|null image_url?:string|null prompt_cache_breakpoint?:PromptCacheBreakpoint|null
PromptFile type:"input_file" file_data?:string|null file_id?:string|null file_url?:string|null filename?:string|null prompt_cache_breakpoint?:PromptCacheBreakpoint|null
ClientSecretBeta value:string expires_at:finite
TranscriptionSessionBeta id?:string|null object?:string|null expires_at?:finite|null input_audio_format?:string|null input_audio_transcription?:AudioTranscription|null input_audio_noise_reduction?:NoiseReductionBeta|null include?:[string]|null modalities?:[string]|null turn_detection?:TurnDetectionTranscriptionEcho|null client_secret?:ClientSecretBeta|null
TurnDetectionTranscriptionEcho type?:string|null threshold?:finite|null prefix_padding_ms?:finite|null silence_duration_ms?:finite|null
`
