/** Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. */
export const clientEvent = `
session.update event_id?:string session:SessionRequest
input_audio_buffer.append event_id?:string audio:string
input_audio_buffer.commit event_id?:string
input_audio_buffer.clear event_id?:string
output_audio_buffer.clear event_id?:string
conversation.item.create event_id?:string previous_item_id?:string|null item:ConversationItem
conversation.item.retrieve event_id?:string item_id:string
conversation.item.truncate event_id?:string item_id:string content_index:int audio_end_ms:int
conversation.item.delete event_id?:string item_id:string
response.create event_id?:string response?:ResponseCreateParams
response.cancel event_id?:string response_id?:string
SessionRequest = SessionRealtimeRequest|SessionTranscriptionRequest|Unlisted
SessionRealtimeRequest type:"realtime" model?:string|null output_modalities?:[string]|null instructions?:string|null audio?:AudioConfig|null tools?:[Tool]|null tool_choice?:ToolChoice|null parallel_tool_calls?:boolean|null reasoning?:Reasoning|null max_output_tokens?:MaxOutputTokens|null include?:[string]|null prompt?:Prompt|null tracing?:Tracing|null truncation?:Truncation|null
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
SessionTranscriptionRequest type:"transcription" audio?:AudioConfigTranscription|null include?:[string]|null
AudioConfigTranscription input?:AudioConfigInput|null
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
ResponseCreateParams conversation?:string input?:[ResponseInputItem] instructions?:string output_modalities?:[string] audio?:ResponseAudio tools?:[Tool] tool_choice?:ToolChoice parallel_tool_calls?:boolean reasoning?:Reasoning max_output_tokens?:MaxOutputTokens metadata?:{string}|null prompt?:Prompt|null
ResponseInputItem = SystemMessageItem|UserMessageItem|AssistantMessageItem|UnlistedMessageItem|FunctionCallItem|FunctionCallOutputItem|McpListToolsItem|McpCallItem|McpApprovalRequestItem|McpApprovalResponseItem|ItemReference|Unlisted
ItemReference type:"item_reference" id:string
ResponseAudio output?:ResponseAudio.output|null
ResponseAudio.output format?:AudioFormat|null voice?:VoiceRef|null
`
