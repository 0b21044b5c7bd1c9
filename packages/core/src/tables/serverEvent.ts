/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 Session, 1 SessionRealtime, 2 AudioConfig, 3 AudioConfigInput, 4 AudioFormat, 5 AudioPCM, 6 AudioPCMU,
 * 7 AudioPCMA, 8 Unlisted, 9 NoiseReduction, 10 AudioTranscription, 11 TurnDetection, 12 ServerVad,
 * 13 SemanticVad, 14 AudioConfigOutput, 15 VoiceRef, 16 CustomVoice, 17 Tool, 18 FunctionTool, 19 McpTool,
 * 20 McpTool.allowed_tools, 21 McpToolFilter, 22 McpTool.require_approval, 23 McpApprovalFilter, 24 ToolChoice,
 * 25 ToolChoice.1, 26 ToolChoiceFunction, 27 ToolChoiceMcp, 28 Reasoning, 29 MaxOutputTokens, 30 Prompt,
 * 31 PromptVariable, 32 PromptVariable.1, 33 PromptText, 34 PromptCacheBreakpoint, 35 PromptImage, 36 PromptFile,
 * 37 Tracing, 38 TracingConfiguration, 39 Truncation, 40 Truncation.1, 41 TruncationRetentionRatio,
 * 42 TruncationRetentionRatio.token_limits, 43 SessionTranscription, 44 AudioConfigTranscription, 45 ErrorDetail,
 * 46 Conversation, 47 ConversationItem, 48 SystemMessageItem, 49 SystemContent, 50 InputTextPart,
 * 51 UserMessageItem, 52 UserContent, 53 InputAudioPart, 54 InputImagePart, 55 AssistantMessageItem,
 * 56 AssistantContent, 57 OutputTextPart, 58 OutputAudioPart, 59 UnlistedMessageItem, 60 FunctionCallItem,
 * 61 FunctionCallOutputItem, 62 McpListToolsItem, 63 McpListedTool, 64 McpCallItem, 65 McpError,
 * 66 McpProtocolError, 67 McpToolExecutionError, 68 McpHttpError, 69 McpApprovalRequestItem,
 * 70 McpApprovalResponseItem, 71 UnlistedItem, 72 LogProb, 73 TranscriptionUsage, 74 TranscriptionUsageTokens,
 * 75 UsageOutputTokenDetails, 76 TranscriptionUsageDuration, 77 TranscriptionLanguage, 78 TranscriptionError,
 * 79 Response, 80 ResponseStatusDetails, 81 ResponseStatusError, 82 ResponseAudio, 83 ResponseAudio.output,
 * 84 ResponseUsage, 85 UsageInputTokenDetails, 86 CachedTokensDetails, 87 StreamedPart, 88 RateLimit
 */
export const serverEvent = `
session.created event_id? session:0
session.updated event_id? session:0
error event_id? error!error:45
conversation.created event_id? conversation?46
conversation.item.created event_id? previous_item_id? item:47
conversation.item.added event_id? previous_item_id? item:47
conversation.item.done event_id? previous_item_id? item:47
conversation.item.retrieved event_id? item:47
conversation.item.deleted event_id? item_id
conversation.item.truncated event_id? item_id content_index!zero:int audio_end_ms?finite
conversation.item.input_audio_transcription.delta event_id? item_id content_index?int delta? logprobs?[72] obfuscation?
conversation.item.input_audio_transcription.completed event_id? item_id content_index!zero:int transcript usage?73 languages?[77] logprobs?[72]
conversation.item.input_audio_transcription.segment event_id? item_id content_index!zero:int id? text? speaker? start?finite end?finite
conversation.item.input_audio_transcription.failed event_id? item_id content_index!zero:int error!message:78
input_audio_buffer.committed event_id? previous_item_id? item_id
input_audio_buffer.cleared event_id?
input_audio_buffer.speech_started event_id? item_id? audio_start_ms?finite
input_audio_buffer.speech_stopped event_id? item_id audio_end_ms?finite
input_audio_buffer.timeout_triggered event_id? item_id audio_start_ms?finite audio_end_ms?finite
input_audio_buffer.dtmf_event_received event_id? event received_at?finite
output_audio_buffer.started event_id? response_id
output_audio_buffer.stopped event_id? response_id
output_audio_buffer.cleared event_id? response_id
response.created event_id? response:79
response.done event_id? response:79
response.output_item.added event_id? response_id output_index?int item:47
response.output_item.done event_id? response_id output_index?int item:47
response.content_part.added event_id? response_id item_id output_index?int content_index!zero:int part?87
response.content_part.done event_id? response_id item_id output_index?int content_index!zero:int part?87
response.output_text.delta event_id? response_id item_id output_index?int content_index!zero:int delta obfuscation?
response.output_text.done event_id? response_id item_id output_index?int content_index!zero:int text
response.output_audio_transcript.delta event_id? response_id item_id output_index?int content_index!zero:int delta obfuscation?
response.output_audio_transcript.done event_id? response_id item_id output_index?int content_index!zero:int transcript
response.output_audio.delta event_id? response_id item_id output_index?int content_index!zero:int delta
response.output_audio.done event_id? response_id item_id output_index?int content_index!zero:int
response.function_call_arguments.delta event_id? response_id item_id output_index?int call_id? delta obfuscation?
response.function_call_arguments.done event_id? response_id item_id output_index?int call_id? name? arguments
response.mcp_call_arguments.delta event_id? response_id item_id output_index?int delta obfuscation?
response.mcp_call_arguments.done event_id? response_id item_id output_index?int arguments
response.mcp_call.in_progress event_id? item_id output_index?int
response.mcp_call.completed event_id? item_id output_index?int
response.mcp_call.failed event_id? item_id output_index?int
mcp_list_tools.in_progress event_id? item_id
mcp_list_tools.completed event_id? item_id
mcp_list_tools.failed event_id? item_id
rate_limits.updated event_id? rate_limits!emptyList:[88]

=realtime 1|43|8
type:"realtime" id? object? model? output_modalities?[string] instructions? audio?2 tools?[17] tool_choice?24 parallel_tool_calls?boolean reasoning?28 max_output_tokens?29 include?[string] prompt?30 tracing?37 truncation?39 expires_at?finite
input?3 output?14
format?4 noise_reduction?9 transcription?10 turn_detection?11
= 5|6|7|8
type:"audio/pcm" rate?int
type:"audio/pcmu"
type:"audio/pcma"
type:unlisted
type? strength?finite
model? language? languages?[string] keywords?[string] prompt? delay?
= 12|13|8
type:"server_vad" threshold?finite prefix_padding_ms?finite silence_duration_ms?finite create_response?boolean interrupt_response?boolean idle_timeout_ms?finite
type:"semantic_vad" eagerness? create_response?boolean interrupt_response?boolean
format?4 speed?finite voice?15
= string|16
id
= 18|19|8
type:"function" name? description? parameters??any
type:"mcp" server_label server_url? connector_id? tunnel_id? authorization? headers?{string} allowed_tools?20 allowed_callers?[string] require_approval?22 server_description? defer_loading?boolean
= [string]|21
tool_names?[string] read_only?boolean
= string|23
always?21 never?21
= string|25
= 26|27|8
type:"function" name
type:"mcp" server_label name?
effort?
= int|string
id version? variables?{31}
= string|32
= 33|35|36|8
type:"input_text" text prompt_cache_breakpoint?34
mode ttl?
type:"input_image" detail? file_id? image_url? prompt_cache_breakpoint?34
type:"input_file" file_data? file_id? file_url? filename? prompt_cache_breakpoint?34
= string|38
workflow_name? group_id? metadata??any
= string|40
= 41|8
type:"retention_ratio" retention_ratio:finite token_limits?42
post_instructions?int
type:"transcription" id? object? expires_at?finite audio?44 include?[string]
input?3
type? message!reason code? param? event_id?
id?? object?
= 48|51|55|59|60|61|62|64|69|70|71
type:"message" role:"system" content!emptyList:[#49] id?? object? status?
= 50|8
type:"input_text" text?
type:"message" role:"user" content!emptyList:[#52] id?? object? status?
= 50|53|54|8
type:"input_audio" audio? transcript?
type:"input_image" image_url? detail?
type:"message" role:"assistant" content!emptyList:[#56] id?? object? status? phase?
= 57|58|8
type:"output_text" text?
type:"output_audio" audio? transcript? format?
type:"message" role:unlisted id?? object? status?
type:"function_call" name arguments!arguments call_id?? id?? object? status? phase?
type:"function_call_output" call_id output? id?? object? status?
type:"mcp_list_tools" server_label tools?[63] id??
name input_schema??any description? annotations??any
type:"mcp_call" id server_label name arguments!arguments approval_request_id? output? error?65 status?
= 66|67|68|8
type:"protocol_error" code:finite message
type:"tool_execution_error" message?
type:"http_error" code:finite message
type:"mcp_approval_request" id server_label name arguments!arguments
type:"mcp_approval_response" id approval_request_id approve:boolean reason?
type:unlisted id?? object? status?
token logprob:finite bytes?[int]
= 74|76|8
type:"tokens" total_tokens?int input_tokens?int output_tokens?int input_token_details?75
text_tokens?int audio_tokens?int
type:"duration" seconds?finite
code
type? code? message? param?
id object? status? status_details?80 output?[47] conversation_id? output_modalities?[string] max_output_tokens?29 audio?82 usage?84 metadata?{string}
type? reason? error?81
type? code? message?
output?83
format?4 voice?15
total_tokens?int input_tokens?int output_tokens?int input_token_details?85 output_token_details?75
text_tokens?int audio_tokens?int image_tokens?int cached_tokens?int cached_tokens_details?86
text_tokens?int audio_tokens?int image_tokens?int
type? text? transcript? audio?
name? limit?finite remaining?finite reset_seconds?finite
`
