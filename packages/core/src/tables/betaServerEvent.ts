/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 Conversation, 1 ConversationItemBeta, 2 SystemMessageItem, 3 SystemContent, 4 InputTextPart, 5 Unlisted,
 * 6 UserMessageItemBeta, 7 UserContentBeta, 8 InputAudioPart, 9 ItemReferencePartBeta,
 * 10 AssistantMessageItemBeta, 11 AssistantContentBeta, 12 TextPartBeta, 13 AudioPartBeta,
 * 14 UnlistedMessageItem, 15 FunctionCallItem, 16 FunctionCallOutputItem, 17 McpListToolsItem, 18 McpListedTool,
 * 19 McpCallItem, 20 McpError, 21 McpProtocolError, 22 McpToolExecutionError, 23 McpHttpError,
 * 24 McpApprovalRequestItem, 25 McpApprovalResponseItem, 26 UnlistedItem, 27 TranscriptionUsage,
 * 28 TranscriptionUsageTokens, 29 UsageOutputTokenDetails, 30 TranscriptionUsageDuration,
 * 31 TranscriptionLanguage, 32 LogProb, 33 TranscriptionError, 34 ErrorDetail, 35 RateLimit, 36 StreamedPart,
 * 37 ResponseBeta, 38 ResponseStatusDetails, 39 ResponseStatusError, 40 VoiceBeta, 41 NamedVoiceBeta,
 * 42 MaxOutputTokens, 43 ResponseUsage, 44 UsageInputTokenDetails, 45 CachedTokensDetails, 46 SessionBeta,
 * 47 NoiseReductionBeta, 48 TurnDetectionBeta, 49 ToolBeta, 50 FunctionTool, 51 ToolChoiceBeta,
 * 52 ToolChoiceBeta.1, 53 ToolChoiceFunction, 54 Tracing, 55 TracingConfiguration, 56 AudioTranscription,
 * 57 Prompt, 58 PromptVariable, 59 PromptVariable.1, 60 PromptText, 61 PromptCacheBreakpoint, 62 PromptImage,
 * 63 PromptFile, 64 ClientSecretBeta, 65 TranscriptionSessionBeta, 66 TurnDetectionTranscriptionEcho
 */
export const betaServerEvent = `
conversation.created event_id? conversation?0
conversation.item.created event_id? previous_item_id? item:1
conversation.item.deleted event_id? item_id
conversation.item.input_audio_transcription.completed event_id? item_id content_index!zero:int transcript usage?27 languages?[31] logprobs?[32]
conversation.item.input_audio_transcription.delta event_id? item_id content_index?int delta? logprobs?[32] obfuscation?
conversation.item.input_audio_transcription.failed event_id? item_id content_index!zero:int error!message:33
conversation.item.retrieved event_id? item:1
conversation.item.truncated event_id? item_id content_index!zero:int audio_end_ms?finite
error event_id? error!error:34
input_audio_buffer.cleared event_id?
input_audio_buffer.committed event_id? previous_item_id? item_id
input_audio_buffer.speech_started event_id? item_id? audio_start_ms?finite
input_audio_buffer.speech_stopped event_id? item_id audio_end_ms?finite
rate_limits.updated event_id? rate_limits!emptyList:[35]
response.audio.delta event_id? response_id item_id output_index?int content_index!zero:int delta
response.audio.done event_id? response_id item_id output_index?int content_index!zero:int
response.audio_transcript.delta event_id? response_id item_id output_index?int content_index!zero:int delta obfuscation?
response.audio_transcript.done event_id? response_id item_id output_index?int content_index!zero:int transcript
response.content_part.added event_id? response_id item_id output_index?int content_index!zero:int part?36
response.content_part.done event_id? response_id item_id output_index?int content_index!zero:int part?36
response.created event_id? response:37
response.done event_id? response:37
response.function_call_arguments.delta event_id? response_id item_id output_index?int call_id? delta obfuscation?
response.function_call_arguments.done event_id? response_id item_id output_index?int call_id? arguments
response.output_item.added event_id? response_id output_index?int item:1
response.output_item.done event_id? response_id output_index?int item:1
response.text.delta event_id? response_id item_id output_index?int content_index!zero:int delta obfuscation?
response.text.done event_id? response_id item_id output_index?int content_index!zero:int text
session.created event_id? session:46
session.updated event_id? session:46
transcription_session.updated event_id? session:65
output_audio_buffer.started event_id? response_id
output_audio_buffer.stopped event_id? response_id
output_audio_buffer.cleared event_id? response_id
conversation.item.input_audio_transcription.segment event_id? item_id content_index!zero:int id? text? speaker? start?finite end?finite
input_audio_buffer.timeout_triggered event_id? item_id audio_start_ms?finite audio_end_ms?finite
response.mcp_call_arguments.delta event_id? response_id item_id output_index?int delta obfuscation?
response.mcp_call_arguments.done event_id? response_id item_id output_index?int arguments
response.mcp_call.in_progress event_id? item_id output_index?int
response.mcp_call.completed event_id? item_id output_index?int
response.mcp_call.failed event_id? item_id output_index?int
mcp_list_tools.in_progress event_id? item_id
mcp_list_tools.completed event_id? item_id
mcp_list_tools.failed event_id? item_id
transcription_session.created event_id? session:65

id?? object?
= 2|6|10|14|15|16|17|19|24|25|26
type:"message" role:"system" content!emptyList:[#3] id?? object? status?
= 4|5
type:"input_text" text?
type:unlisted
type:"message" role:"user" content!emptyList:[#7] id?? object? status?
= 4|8|9|5
type:"input_audio" audio? transcript?
type:"item_reference" id?
type:"message" role:"assistant" content!emptyList:[#11] id?? object? status? phase?
= 12|13|5
type:"text" text?
type:"audio" audio? transcript?
type:"message" role:unlisted id?? object? status?
type:"function_call" name arguments!arguments call_id?? id?? object? status? phase?
type:"function_call_output" call_id output? id?? object? status?
type:"mcp_list_tools" server_label tools?[18] id??
name input_schema??any description? annotations??any
type:"mcp_call" id server_label name arguments!arguments approval_request_id? output? error?20 status?
= 21|22|23|5
type:"protocol_error" code:finite message
type:"tool_execution_error" message?
type:"http_error" code:finite message
type:"mcp_approval_request" id server_label name arguments!arguments
type:"mcp_approval_response" id approval_request_id approve:boolean reason?
type:unlisted id?? object? status?
= 28|30|5
type:"tokens" total_tokens?int input_tokens?int output_tokens?int input_token_details?29
text_tokens?int audio_tokens?int
type:"duration" seconds?finite
code
token logprob:finite bytes?[int]
type? code? message? param?
type? message!reason code? param? event_id?
name? limit?finite remaining?finite reset_seconds?finite
type? text? transcript? audio?
id object? status? status_details?38 output?[1] conversation_id? modalities?[string] voice?40 output_audio_format? temperature?finite max_output_tokens?42 usage?43 metadata?{string}
type? reason? error?39
type? code? message?
= string|41
name? type?
= int|string
total_tokens?int input_tokens?int output_tokens?int input_token_details?44 output_token_details?29
text_tokens?int audio_tokens?int image_tokens?int cached_tokens?int cached_tokens_details?45
text_tokens?int audio_tokens?int image_tokens?int
id? object? expires_at?finite model? modalities?[string] instructions? voice?40 speed?finite input_audio_format? output_audio_format? input_audio_noise_reduction?47 turn_detection?48 tools?[49] tool_choice?51 temperature?finite max_response_output_tokens?42 tracing?54 input_audio_transcription?56 prompt?57 include?[string] client_secret?64
type?
type? threshold?finite prefix_padding_ms?finite silence_duration_ms?finite create_response?boolean interrupt_response?boolean eagerness? idle_timeout_ms?finite
= 50|5
type:"function" name? description? parameters??any
= string|52
= 53|5
type:"function" name
= string|55
workflow_name? group_id? metadata??any
model? language? languages?[string] keywords?[string] prompt? delay?
id version? variables?{58}
= string|59
= 60|62|63|5
type:"input_text" text prompt_cache_breakpoint?61
mode ttl?
type:"input_image" detail? file_id? image_url? prompt_cache_breakpoint?61
type:"input_file" file_data? file_id? file_url? filename? prompt_cache_breakpoint?61
value expires_at:finite
id? object? expires_at?finite input_audio_format? input_audio_transcription?56 input_audio_noise_reduction?47 include?[string] modalities?[string] turn_detection?66 client_secret?64
type? threshold?finite prefix_padding_ms?finite silence_duration_ms?finite
`
