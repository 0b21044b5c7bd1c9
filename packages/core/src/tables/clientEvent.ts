/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 SessionRequest, 1 SessionRealtimeRequest, 2 AudioConfig, 3 AudioConfigInput, 4 AudioFormat, 5 AudioPCM,
 * 6 AudioPCMU, 7 AudioPCMA, 8 Unlisted, 9 NoiseReduction, 10 AudioTranscription, 11 TurnDetection, 12 ServerVad,
 * 13 SemanticVad, 14 AudioConfigOutput, 15 VoiceRef, 16 CustomVoice, 17 Tool, 18 FunctionTool, 19 McpTool,
 * 20 McpTool.allowed_tools, 21 McpToolFilter, 22 McpTool.require_approval, 23 McpApprovalFilter, 24 ToolChoice,
 * 25 ToolChoice.1, 26 ToolChoiceFunction, 27 ToolChoiceMcp, 28 Reasoning, 29 MaxOutputTokens, 30 Prompt,
 * 31 PromptVariable, 32 PromptVariable.1, 33 PromptText, 34 PromptCacheBreakpoint, 35 PromptImage, 36 PromptFile,
 * 37 Tracing, 38 TracingConfiguration, 39 Truncation, 40 Truncation.1, 41 TruncationRetentionRatio,
 * 42 TruncationRetentionRatio.token_limits, 43 SessionTranscriptionRequest, 44 AudioConfigTranscription,
 * 45 ConversationItem, 46 SystemMessageItem, 47 SystemContent, 48 InputTextPart, 49 UserMessageItem,
 * 50 UserContent, 51 InputAudioPart, 52 InputImagePart, 53 AssistantMessageItem, 54 AssistantContent,
 * 55 OutputTextPart, 56 OutputAudioPart, 57 UnlistedMessageItem, 58 FunctionCallItem, 59 FunctionCallOutputItem,
 * 60 McpListToolsItem, 61 McpListedTool, 62 McpCallItem, 63 McpError, 64 McpProtocolError,
 * 65 McpToolExecutionError, 66 McpHttpError, 67 McpApprovalRequestItem, 68 McpApprovalResponseItem,
 * 69 UnlistedItem, 70 ResponseCreateParams, 71 ResponseInputItem, 72 ItemReference, 73 ResponseAudio,
 * 74 ResponseAudio.output
 */
export const clientEvent = `
session.update event_id?? session:0
input_audio_buffer.append event_id?? audio
input_audio_buffer.commit event_id??
input_audio_buffer.clear event_id??
output_audio_buffer.clear event_id??
conversation.item.create event_id?? previous_item_id? item:45
conversation.item.retrieve event_id?? item_id
conversation.item.truncate event_id?? item_id content_index:int audio_end_ms:int
conversation.item.delete event_id?? item_id
response.create event_id?? response??70
response.cancel event_id?? response_id??

= 1|43|8
type:"realtime" model? output_modalities?[string] instructions? audio?2 tools?[17] tool_choice?24 parallel_tool_calls?boolean reasoning?28 max_output_tokens?29 include?[string] prompt?30 tracing?37 truncation?39
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
type:"transcription" audio?44 include?[string]
input?3
= 46|49|53|57|58|59|60|62|67|68|69
type:"message" role:"system" content!emptyList:[#47] id?? object? status?
= 48|8
type:"input_text" text?
type:"message" role:"user" content!emptyList:[#50] id?? object? status?
= 48|51|52|8
type:"input_audio" audio? transcript?
type:"input_image" image_url? detail?
type:"message" role:"assistant" content!emptyList:[#54] id?? object? status? phase?
= 55|56|8
type:"output_text" text?
type:"output_audio" audio? transcript? format?
type:"message" role:unlisted id?? object? status?
type:"function_call" name arguments!arguments call_id?? id?? object? status? phase?
type:"function_call_output" call_id output? id?? object? status?
type:"mcp_list_tools" server_label tools?[61] id??
name input_schema??any description? annotations??any
type:"mcp_call" id server_label name arguments!arguments approval_request_id? output? error?63 status?
= 64|65|66|8
type:"protocol_error" code:finite message
type:"tool_execution_error" message?
type:"http_error" code:finite message
type:"mcp_approval_request" id server_label name arguments!arguments
type:"mcp_approval_response" id approval_request_id approve:boolean reason?
type:unlisted id?? object? status?
conversation?? input??[71] instructions?? output_modalities??[string] audio??73 tools??[17] tool_choice??24 parallel_tool_calls??boolean reasoning??28 max_output_tokens??29 metadata?{string} prompt?30
= 46|49|53|57|58|59|60|62|67|68|72|8
type:"item_reference" id
output?74
format?4 voice?15
`
