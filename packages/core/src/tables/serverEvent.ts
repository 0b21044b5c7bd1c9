/** Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. */
export const serverEvent = `
session.created event_id?:string|null session:Session
session.updated event_id?:string|null session:Session
error event_id?:string|null error!error:ErrorDetail
conversation.created event_id?:string|null conversation?:Conversation|null
conversation.item.created event_id?:string|null previous_item_id?:string|null item:ConversationItem
conversation.item.added event_id?:string|null previous_item_id?:string|null item:ConversationItem
conversation.item.done event_id?:string|null previous_item_id?:string|null item:ConversationItem
conversation.item.retrieved event_id?:string|null item:ConversationItem
conversation.item.deleted event_id?:string|null item_id:string
conversation.item.truncated event_id?:string|null item_id:string content_index!zero:int audio_end_ms?:finite|null
conversation.item.input_audio_transcription.delta event_id?:string|null item_id:string content_index?:int|null delta?:string|null logprobs?:[LogProb]|null obfuscation?:string|null
conversation.item.input_audio_transcription.completed event_id?:string|null item_id:string content_index!zero:int transcript:string usage?:TranscriptionUsage|null languages?:[TranscriptionLanguage]|null logprobs?:[LogProb]|null
conversation.item.input_audio_transcription.segment event_id?:string|null item_id:string content_index!zero:int id?:string|null text?:string|null speaker?:string|null start?:finite|null end?:finite|null
conversation.item.input_audio_transcription.failed event_id?:string|null item_id:string content_index!zero:int error!message:TranscriptionError
input_audio_buffer.committed event_id?:string|null previous_item_id?:string|null item_id:string
input_audio_buffer.cleared event_id?:string|null
input_audio_buffer.speech_started event_id?:string|null item_id?:string|null audio_start_ms?:finite|null
input_audio_buffer.speech_stopped event_id?:string|null item_id:string audio_end_ms?:finite|null
input_audio_buffer.timeout_triggered event_id?:string|null item_id:string audio_start_ms?:finite|null audio_end_ms?:finite|null
input_audio_buffer.dtmf_event_received event_id?:string|null event:string received_at?:finite|null
output_audio_buffer.started event_id?:string|null response_id:string
output_audio_buffer.stopped event_id?:string|null response_id:string
output_audio_buffer.cleared event_id?:string|null response_id:string
response.created event_id?:string|null response:Response
response.done event_id?:string|null response:Response
response.output_item.added event_id?:string|null response_id:string output_index?:int|null item:ConversationItem
response.output_item.done event_id?:string|null response_id:string output_index?:int|null item:ConversationItem
response.content_part.added event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int part?:StreamedPart|null
response.content_part.done event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int part?:StreamedPart|null
response.output_text.delta event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int delta:string obfuscation?:string|null
response.output_text.done event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int text:string
response.output_audio_transcript.delta event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int delta:string obfuscation?:string|null
response.output_audio_transcript.done event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int transcript:string
response.output_audio.delta event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int delta:string
response.output_audio.done event_id?:string|null response_id:string item_id:string output_index?:int|null content_index!zero:int
response.function_call_arguments.delta event_id?:string|null response_id:string item_id:string output_index?:int|null call_id?:string|null delta:string obfuscation?:string|null
response.function_call_arguments.done event_id?:string|null response_id:string item_id:string output_index?:int|null call_id?:string|null name?:string|null arguments:string
response.mcp_call_arguments.delta event_id?:string|null response_id:string item_id:string output_index?:int|null delta:string obfuscation?:string|null
response.mcp_call_arguments.done event_id?:string|null response_id:string item_id:string output_index?:int|null arguments:string
response.mcp_call.in_progress event_id?:string|null item_id:string output_index?:int|null
response.mcp_call.completed event_id?:string|null item_id:string output_index?:int|null
response.mcp_call.failed event_id?:string|null item_id:string output_index?:int|null
mcp_list_tools.in_progress event_id?:string|null item_id:string
mcp_list_tools.completed event_id?:string|null item_id:string
mcp_list_tools.failed event_id?:string|null item_id:string
rate_limits.updated event_id?:string|null rate_limits!emptyList:[RateLimit]
Session =realtime SessionRealtime|SessionTranscription|Unlisted
SessionRealtime type:"realtime" id?:string|null object?:string|null model?:string|null output_modalities?:[string]|null instructions?:string|null audio?:AudioConfig|null tools?:[Tool]|null tool_choice?:ToolChoice|null parallel_tool_calls?:boolean|null reasoning?:Reasoning|null max_output_tokens?:MaxOutputTokens|null include?:[string]|null prompt?:Prompt|null tracing?:Tracing|null truncation?:Truncation|null expires_at?:finite|null
AudioConfig input?:AudioConfigInput|null output?:AudioConfigOutput|null
AudioConfigInput format?:AudioFormat|null noise_reduction?:NoiseReduction|null transcription?:AudioTranscription|null turn_detection?:TurnDetection|null
AudioFormat = AudioPCM|AudioPCMU|AudioPCMA|Unlisted
AudioPCM type:"audio/pcm" rate?:int|null
AudioPCMU type:"audio/pcmu"
AudioPCMA type:"audio/pcma"
Unlisted type:unlisted
NoiseReduction type?:string|null strength?:finite|null
AudioTranscription model?:string|null language?:string|null languages?:[string]|null keywords?:[string]|null prompt?:string|null delay?:string|null
TurnDetection = ServerVad|SemanticVad|Unlisted
ServerVad type:"server_vad" threshold?:finite|null prefix_padding_ms?:finite|null silence_duration_ms?:finite|null create_response?:boolean|null interrupt_response?:boolean|null idle_timeout_ms?:finite|null
SemanticVad type:"semantic_vad" eagerness?:string|null create_response?:boolean|null interrupt_response?:boolean|null
AudioConfigOutput format?:AudioFormat|null speed?:finite|null voice?:VoiceRef|null
VoiceRef = string|CustomVoice
CustomVoice id:string
Tool = FunctionTool|McpTool|Unlisted
FunctionTool type:"function" name?:string|null description?:string|null parameters?:any
McpTool type:"mcp" server_label:string server_url?:string|null connector_id?:string|null tunnel_id?:string|null authorization?:string|null headers?:{string}|null allowed_tools?:McpTool.allowed_tools|null allowed_callers?:[string]|null require_approval?:McpTool.require_approval|null server_description?:string|null defer_loading?:boolean|null
McpTool.allowed_tools = [string]|McpToolFilter
McpToolFilter tool_names?:[string]|null read_only?:boolean|null
McpTool.require_approval = string|McpApprovalFilter
McpApprovalFilter always?:McpToolFilter|null never?:McpToolFilter|null
ToolChoice = string|ToolChoice.1
ToolChoice.1 = ToolChoiceFunction|ToolChoiceMcp|Unlisted
ToolChoiceFunction type:"function" name:string
ToolChoiceMcp type:"mcp" server_label:string name?:string|null
Reasoning effort?:string|null
MaxOutputTokens = int|string
Prompt id:string version?:string|null variables?:{PromptVariable}|null
PromptVariable = string|PromptVariable.1
PromptVariable.1 = PromptText|PromptImage|PromptFile|Unlisted
PromptText type:"input_text" text:string prompt_cache_breakpoint?:PromptCacheBreakpoint|null
PromptCacheBreakpoint mode:string ttl?:string|null
PromptImage type:"input_image" detail?:string|null file_id?:string|null image_url?:string|null prompt_cache_breakpoint?:PromptCacheBreakpoint|null
PromptFile type:"input_file" file_data?:string|null file_id?:string|null file_url?:string|null filename?:string|null prompt_cache_breakpoint?:PromptCacheBreakpoint|null
Tracing = string|TracingConfiguration
TracingConfiguration workflow_name?:string|null group_id?:string|null metadata?:any
Truncation = string|Truncation.1
Truncation.1 = TruncationRetentionRatio|Unlisted
TruncationRetentionRatio type:"retention_ratio" retention_ratio:finite token_limits?:TruncationRetentionRatio.token_limits|null
TruncationRetentionRatio.token_limits post_instructions?:int|null
SessionTranscription type:"transcription" id?:string|null object?:string|null expires_at?:finite|null audio?:AudioConfigTranscription|null include?:[string]|null
AudioConfigTranscription input?:AudioConfigInput|null
ErrorDetail type?:string|null message!reason:string code?:string|null param?:string|null event_id?:string|null
Conversation id?:string object?:string|null
ConversationItem = SystemMessageItem|UserMessageItem|AssistantMessageItem|UnlistedMessageItem|FunctionCallItem|FunctionCallOutputItem|McpListToolsItem|McpCallItem|McpApprovalRequestItem|McpApprovalResponseItem|UnlistedItem
SystemMessageItem type:"message" role:"system" content!emptyList:[#SystemContent] id?:string object?:string|null status?:string|null
SystemContent = InputTextPart|Unlisted
InputTextPart type:"input_text" text?:string|null
UserMessageItem type:"message" role:"user" content!emptyList:[#UserContent] id?:string object?:string|null status?:string|null
UserContent = InputTextPart|InputAudioPart|InputImagePart|Unlisted
InputAudioPart type:"input_audio" audio?:string|null transcript?:string|null
InputImagePart type:"input_image" image_url?:string|null detail?:string|null
AssistantMessageItem type:"message" role:"assistant" content!emptyList:[#AssistantContent] id?:string object?:string|null status?:string|null phase?:string|null
AssistantContent = OutputTextPart|OutputAudioPart|Unlisted
OutputTextPart type:"output_text" text?:string|null
OutputAudioPart type:"output_audio" audio?:string|null transcript?:string|null format?:string|null
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
LogProb token:string logprob:finite bytes?:[int]|null
TranscriptionUsage = TranscriptionUsageTokens|TranscriptionUsageDuration|Unlisted
TranscriptionUsageTokens type:"tokens" total_tokens?:int|null input_tokens?:int|null output_tokens?:int|null input_token_details?:UsageOutputTokenDetails|null
UsageOutputTokenDetails text_tokens?:int|null audio_tokens?:int|null
TranscriptionUsageDuration type:"duration" seconds?:finite|null
TranscriptionLanguage code:string
TranscriptionError type?:string|null code?:string|null message?:string|null param?:string|null
Response id:string object?:string|null status?:string|null status_details?:ResponseStatusDetails|null output?:[ConversationItem]|null conversation_id?:string|null output_modalities?:[string]|null max_output_tokens?:MaxOutputTokens|null audio?:ResponseAudio|null usage?:ResponseUsage|null metadata?:{string}|null
ResponseStatusDetails type?:string|null reason?:string|null error?:ResponseStatusError|null
ResponseStatusError type?:string|null code?:string|null message?:string|null
ResponseAudio output?:ResponseAudio.output|null
ResponseAudio.output format?:AudioFormat|null voice?:VoiceRef|null
ResponseUsage total_tokens?:int|null input_tokens?:int|null output_tokens?:int|null input_token_details?:UsageInputTokenDetails|null output_token_details?:UsageOutputTokenDetails|null
UsageInputTokenDetails text_tokens?:int|null audio_tokens?:int|null image_tokens?:int|null cached_tokens?:int|null cached_tokens_details?:CachedTokensDetails|null
CachedTokensDetails text_tokens?:int|null audio_tokens?:int|null image_tokens?:int|null
StreamedPart type?:string|null text?:string|null transcript?:string|null audio?:string|null
RateLimit name?:string|null limit?:finite|null remaining?:finite|null reset_seconds?:finite|null
`
