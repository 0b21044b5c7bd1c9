/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 Session.instructions.append.delegation_id, 1 DecisionItem, 2 DecisionMessage, 3 DecisionInput,
 * 4 DecisionInput.1, 5 DecisionText, 6 DecisionImage, 7 DecisionJson, 8 DecisionJson.data, 9 DecisionOutputText,
 * 10 DecisionRefusal, 11 Unlisted, 12 DecisionFunctionCall, 13 DecisionFunctionCallOutput,
 * 14 DecisionCustomToolCall, 15 DecisionCustomToolCallOutput, 16 BackendItem, 17 SessionStartConfig,
 * 18 ClientAccess, 19 DataChannel, 20 DataChannel.allowed_client_events, 21 DataChannel.allowed_server_events,
 * 22 ServerEventSelector, 23 DelegationUpdate, 24 ClientDelegation, 25 ResponsesDelegationUpdate,
 * 26 ResponsesBackendUpdate, 27 BackendReasoning, 28 BackendText, 29 ToolChoice, 30 ToolChoice.1,
 * 31 ToolChoiceFunction, 32 ToolChoiceMcp, 33 ToolChoiceCustom, 34 ToolChoiceShell, 35 FileSearchTool,
 * 36 WebSearchTool, 37 WebSearchPreviewTool, 38 ImageGenerationTool, 39 ComputerTool, 40 CodeInterpreterTool,
 * 41 ProgrammaticToolCallingTool, 42 ApplyPatchTool, 43 ToolChoiceAllowed, 44 ToolChoiceAllowed.tools, 45 Tool,
 * 46 FunctionTool, 47 ShellTool, 48 ShellTool.environment, 49 ContainerAuto, 50 ContainerAuto.network_policy,
 * 51 NetworkDisabled, 52 NetworkAllowlist, 53 ContainerAuto.skills, 54 SkillReference, 55 InlineSkill,
 * 56 SkillSource, 57 ContainerReference, 58 LocalEnvironment, 59 LocalSkill, 60 McpServerTool, 61 CustomTool,
 * 62 NamespaceTool, 63 ToolSearchTool, 64 DecisionsDelegationUpdate, 65 DecisionsBackendUpdate,
 * 66 DecisionQuestion, 67 DecisionQuestionChoice, 68 DecisionChoiceOption, 69 DecisionChoiceOption.value,
 * 70 DecisionQuestionPredicate, 71 DecisionQuestionScore, 72 DecisionLevel, 73 HistoryMessage, 74 HistoryPart,
 * 75 DecisionTrigger, 76 TriggerDecisions, 77 SessionAudio, 78 AudioFormat, 79 AudioPcm, 80 AudioPcmu,
 * 81 AudioPcma, 82 AudioOutput, 83 VoiceRef, 84 CustomVoice, 85 SessionUpdateConfig
 */
export const liveClientEvent = `
session.input_audio.append event_id? audio
session.input_audio.mute event_id?
session.input_audio.unmute event_id?
session.output_audio.fixture.play event_id? audio
session.instructions.append event_id? content delegation_id:0
session.thinking.append event_id? content delegation_id:0
session.commentary.append event_id? content delegation_id:0
transport.dtmf.send event_id? event
decision.create event_id
decision.item.create event_id? item:1
decision.item.delete event_id? item_id
response.item.create event_id? item:16
response.create event_id?
session.start event_id? session:17
session.update event_id? session:85
session.close event_id?

= string|null
=message 2|12|13|14|15|11
type:"message" id? role content:3 phase?
= string|[4]
= 5|6|7|9|10|11
type:"input_text" text
type:"input_image" image_url detail?
type:"input_json" data:8
= {any}|[{any}]
type:"output_text" text
type:"refusal" refusal
type:unlisted
type:"function_call" id? call_id status? name namespace? arguments
type:"function_call_output" id? call_id status? output:3
type:"custom_tool_call" id? call_id status? name namespace? input
type:"custom_tool_call_output" id? call_id status? output:3
type?
model? client?18 delegation?23 input?[73] instructions? safety_identifier? store?boolean triggers?[75] audio?77
data_channel?19
allowed_client_events?20 allowed_server_events?21
= string|[string]
= string|[22]
type response_event?
= 24|25|64|11
type:"client" acknowledgement_delay_ms?finite
type:"responses" acknowledgement_delay_ms?finite responses?26
model? instructions? max_output_tokens?int parallel_tool_calls?boolean reasoning?27 service_tier? text?28 tool_choice?29 tools?[45]
effort? summary?
verbosity?
= string|30
= 31|32|33|34|35|36|37|38|39|40|41|42|43|11
type:"function" name
type:"mcp" server_label name
type:"custom" name
type:"shell"
type:"file_search"
type:"web_search"
type:"web_search_preview"
type:"image_generation"
type:"computer"
type:"code_interpreter"
type:"programmatic_tool_calling"
type:"apply_patch"
type:"allowed_tools" mode? tools:[44]
= 31|32|33|34|35|36|37|38|39|40|41|42|11
= 46|47|36|35|40|38|60|61|62|63|41|39|42|11
type:"function" name description? parameters?{any} strict?boolean
type:"shell" environment?48
= 49|57|58|11
type:"container_auto" file_ids?[string] memory_limit? network_policy?50 skills?[53]
= 51|52|11
type:"disabled"
type:"allowlist" allowed_domains:[string]
= 54|55|11
type:"skill_reference" skill_id version?
type:"inline" name description source:56
type media_type data
type:"container_reference" container_id
type:"local" skills?[59]
name description path
type:"mcp"
type:"custom"
type:"namespace"
type:"tool_search"
type:"decisions" acknowledgement_delay_ms?finite decisions?65
model? questions?[66]
= 67|70|71|11
type:"choice" name? instructions:3 choices:[68]
value:69 description?
= string|boolean
type:"predicate" name? instructions:3
type:"score" name? instructions:3 levels:[72]
label description?
type? id? role content:[74] status?
type? text
type event_type decisions:76
questions:[66]
format?78 output?82
= 79|80|81|11
type:"audio/pcm" rate?int
type:"audio/pcmu" rate?int
type:"audio/pcma" rate?int
voice?83
= string|84
id
delegation?23 triggers?[75]
`
