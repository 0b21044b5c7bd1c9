/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 SessionBetaUpdate, 1 NoiseReductionBeta, 2 TurnDetectionBeta, 3 ToolBeta, 4 FunctionTool, 5 Unlisted,
 * 6 ToolChoiceBeta, 7 ToolChoiceBeta.1, 8 ToolChoiceFunction, 9 MaxOutputTokens, 10 Tracing,
 * 11 TracingConfiguration, 12 AudioTranscriptionBeta, 13 ClientSecretRequestBeta,
 * 14 ClientSecretRequestBeta.expires_after, 15 ConversationItemBeta, 16 SystemMessageItem, 17 SystemContent,
 * 18 InputTextPart, 19 UserMessageItemBeta, 20 UserContentBeta, 21 InputAudioPart, 22 ItemReferencePartBeta,
 * 23 AssistantMessageItemBeta, 24 AssistantContentBeta, 25 TextPartBeta, 26 AudioPartBeta,
 * 27 UnlistedMessageItem, 28 FunctionCallItem, 29 FunctionCallOutputItem, 30 McpListToolsItem, 31 McpListedTool,
 * 32 McpCallItem, 33 McpError, 34 McpProtocolError, 35 McpToolExecutionError, 36 McpHttpError,
 * 37 McpApprovalRequestItem, 38 McpApprovalResponseItem, 39 UnlistedItem, 40 ResponseCreateParamsBeta,
 * 41 ConversationItemWithReferenceBeta, 42 ItemReference, 43 TranscriptionSessionBetaUpdate,
 * 44 AudioTranscription, 45 TranscriptionClientSecretRequestBeta
 */
export const betaClientEvent = `
session.update event_id?? session:0
input_audio_buffer.append event_id?? audio
input_audio_buffer.commit event_id??
input_audio_buffer.clear event_id??
output_audio_buffer.clear event_id??
conversation.item.create event_id?? previous_item_id? item:15
conversation.item.retrieve event_id?? item_id
conversation.item.truncate event_id?? item_id content_index:int audio_end_ms:int
conversation.item.delete event_id?? item_id
response.create event_id?? response??40
response.cancel event_id?? response_id??
transcription_session.update event_id?? session:43

model? modalities?[string] instructions? voice? speed?finite input_audio_format? output_audio_format? input_audio_noise_reduction?1 turn_detection?2 tools?[3] tool_choice?6 temperature?finite max_response_output_tokens?9 tracing?10 input_audio_transcription?12 client_secret?13
type?
type? threshold?finite prefix_padding_ms?finite silence_duration_ms?finite create_response?boolean interrupt_response?boolean eagerness? idle_timeout_ms?finite
= 4|5
type:"function" name? description? parameters??any
type:unlisted
= string|7
= 8|5
type:"function" name
= int|string
= string|11
workflow_name? group_id? metadata??any
model? language? prompt?
expires_after?14
anchor? seconds?finite
= 16|19|23|27|28|29|30|32|37|38|39
type:"message" role:"system" content!emptyList:[#17] id?? object? status?
= 18|5
type:"input_text" text?
type:"message" role:"user" content!emptyList:[#20] id?? object? status?
= 18|21|22|5
type:"input_audio" audio? transcript?
type:"item_reference" id?
type:"message" role:"assistant" content!emptyList:[#24] id?? object? status? phase?
= 25|26|5
type:"text" text?
type:"audio" audio? transcript?
type:"message" role:unlisted id?? object? status?
type:"function_call" name arguments!arguments call_id?? id?? object? status? phase?
type:"function_call_output" call_id output? id?? object? status?
type:"mcp_list_tools" server_label tools?[31] id??
name input_schema??any description? annotations??any
type:"mcp_call" id server_label name arguments!arguments approval_request_id? output? error?33 status?
= 34|35|36|5
type:"protocol_error" code:finite message
type:"tool_execution_error" message?
type:"http_error" code:finite message
type:"mcp_approval_request" id server_label name arguments!arguments
type:"mcp_approval_response" id approval_request_id approve:boolean reason?
type:unlisted id?? object? status?
conversation?? input??[41] instructions?? modalities??[string] voice? output_audio_format? tools??[3] tool_choice??6 temperature??finite max_response_output_tokens??9 metadata?{string}
= 16|19|23|27|28|29|30|32|37|38|42|5
type:"item_reference" id
input_audio_format? input_audio_transcription?44 input_audio_noise_reduction?1 include?[string] modalities?[string] turn_detection?2 client_secret?45
model? language? languages?[string] keywords?[string] prompt? delay?
expires_at?14
`
