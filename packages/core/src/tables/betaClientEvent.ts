/** Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. */
export const betaClientEvent = `
session.update event_id?:string session:SessionBetaUpdate
input_audio_buffer.append event_id?:string audio:string
input_audio_buffer.commit event_id?:string
input_audio_buffer.clear event_id?:string
output_audio_buffer.clear event_id?:string
conversation.item.create event_id?:string previous_item_id?:string|null item:ConversationItemBeta
conversation.item.retrieve event_id?:string item_id:string
conversation.item.truncate event_id?:string item_id:string content_index:int audio_end_ms:int
conversation.item.delete event_id?:string item_id:string
response.create event_id?:string response?:ResponseCreateParamsBeta
response.cancel event_id?:string response_id?:string
transcription_session.update event_id?:string session:TranscriptionSessionBetaUpdate
SessionBetaUpdate model?:string|null modalities?:[string]|null instructions?:string|null voice?:string|null speed?:finite|null input_audio_format?:string|null output_audio_format?:string|null input_audio_noise_reduction?:NoiseReductionBeta|null turn_detection?:TurnDetectionBeta|null tools?:[ToolBeta]|null tool_choice?:ToolChoiceBeta|null temperature?:finite|null max_response_output_tokens?:MaxOutputTokens|null tracing?:Tracing|null input_audio_transcription?:AudioTranscriptionBeta|null client_secret?:ClientSecretRequestBeta|null
NoiseReductionBeta type?:string|null
TurnDetectionBeta type?:string|null threshold?:finite|null prefix_padding_ms?:finite|null silence_duration_ms?:finite|null create_response?:boolean|null interrupt_response?:boolean|null eagerness?:string|null idle_timeout_ms?:finite|null
ToolBeta = FunctionTool|Unlisted
FunctionTool type:"function" name?:string|null description?:string|null parameters?:any
Unlisted type:unlisted
ToolChoiceBeta = string|ToolChoiceBeta.1
ToolChoiceBeta.1 = ToolChoiceFunction|Unlisted
ToolChoiceFunction type:"function" name:string
MaxOutputTokens = int|string
Tracing = string|TracingConfiguration
TracingConfiguration workflow_name?:string|null group_id?:string|null metadata?:any
AudioTranscriptionBeta model?:string|null language?:string|null prompt?:string|null
ClientSecretRequestBeta expires_after?:ClientSecretRequestBeta.expires_after|null
ClientSecretRequestBeta.expires_after anchor?:string|null seconds?:finite|null
ConversationItemBeta = SystemMessageItem|UserMessageItemBeta|AssistantMessageItemBeta|UnlistedMessageItem|FunctionCallItem|FunctionCallOutputItem|McpListToolsItem|McpCallItem|McpApprovalRequestItem|McpApprovalResponseItem|UnlistedItem
SystemMessageItem type:"message" role:"system" content!emptyList:[#SystemContent] id?:string object?:string|null status?:string|null
SystemContent = InputTextPart|Unlisted
InputTextPart type:"input_text" text?:string|null
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
ResponseCreateParamsBeta conversation?:string input?:[ConversationItemWithReferenceBeta] instructions?:string modalities?:[string] voice?:string|null output_audio_format?:string|null tools?:[ToolBeta] tool_choice?:ToolChoiceBeta temperature?:finite max_response_output_tokens?:MaxOutputTokens metadata?:{string}|null
ConversationItemWithReferenceBeta = SystemMessageItem|UserMessageItemBeta|AssistantMessageItemBeta|UnlistedMessageItem|FunctionCallItem|FunctionCallOutputItem|McpListToolsItem|McpCallItem|McpApprovalRequestItem|McpApprovalResponseItem|ItemReference|Unlisted
ItemReference type:"item_reference" id:string
TranscriptionSessionBetaUpdate input_audio_format?:string|null input_audio_transcription?:AudioTranscription|null input_audio_noise_reduction?:NoiseReductionBeta|null include?:[string]|null modalities?:[string]|null turn_detection?:TurnDetectionBeta|null client_secret?:TranscriptionClientSecretRequestBeta|null
AudioTranscription model?:string|null language?:string|null languages?:[string]|null keywords?:[string]|null prompt?:string|null delay?:string|null
TranscriptionClientSecretRequestBeta expires_at?:ClientSecretRequestBeta.expires_after|null
`
