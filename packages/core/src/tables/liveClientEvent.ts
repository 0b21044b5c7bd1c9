/** Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. */
export const liveClientEvent = `
session.input_audio.append event_id?:string|null audio:string
session.input_audio.mute event_id?:string|null
session.input_audio.unmute event_id?:string|null
session.output_audio.fixture.play event_id?:string|null audio:string
session.instructions.append event_id?:string|null content:string delegation_id:string|null
session.thinking.append event_id?:string|null content:string delegation_id:string|null
session.commentary.append event_id?:string|null content:string delegation_id:string|null
transport.dtmf.send event_id?:string|null event:string
decision.create event_id:string
decision.item.create event_id?:string|null item:DecisionItem
decision.item.delete event_id?:string|null item_id:string
response.item.create event_id?:string|null item:BackendItem
response.create event_id?:string|null
session.start event_id?:string|null session:SessionStartConfig
session.update event_id?:string|null session:SessionUpdateConfig
session.close event_id?:string|null
DecisionItem =message DecisionMessage|DecisionFunctionCall|DecisionFunctionCallOutput|DecisionCustomToolCall|DecisionCustomToolCallOutput|Unlisted
DecisionMessage type:"message" id?:string|null role:string content:DecisionInput phase?:string|null
DecisionInput = string|[DecisionInput.1]
DecisionInput.1 = DecisionText|DecisionImage|DecisionJson|DecisionOutputText|DecisionRefusal|Unlisted
DecisionText type:"input_text" text:string
DecisionImage type:"input_image" image_url:string detail?:string|null
DecisionJson type:"input_json" data:DecisionJson.data
DecisionJson.data = {any}|[{any}]
DecisionOutputText type:"output_text" text:string
DecisionRefusal type:"refusal" refusal:string
Unlisted type:unlisted
DecisionFunctionCall type:"function_call" id?:string|null call_id:string status?:string|null name:string namespace?:string|null arguments:string
DecisionFunctionCallOutput type:"function_call_output" id?:string|null call_id:string status?:string|null output:DecisionInput
DecisionCustomToolCall type:"custom_tool_call" id?:string|null call_id:string status?:string|null name:string namespace?:string|null input:string
DecisionCustomToolCallOutput type:"custom_tool_call_output" id?:string|null call_id:string status?:string|null output:DecisionInput
BackendItem type?:string|null
SessionStartConfig model?:string|null client?:ClientAccess|null delegation?:DelegationUpdate|null input?:[HistoryMessage]|null instructions?:string|null safety_identifier?:string|null store?:boolean|null triggers?:[DecisionTrigger]|null audio?:SessionAudio|null
ClientAccess data_channel?:DataChannel|null
DataChannel allowed_client_events?:DataChannel.allowed_client_events|null allowed_server_events?:DataChannel.allowed_server_events|null
DataChannel.allowed_client_events = string|[string]
DataChannel.allowed_server_events = string|[ServerEventSelector]
ServerEventSelector type:string response_event?:string|null
DelegationUpdate = ClientDelegation|ResponsesDelegationUpdate|DecisionsDelegationUpdate|Unlisted
ClientDelegation type:"client" acknowledgement_delay_ms?:finite|null
ResponsesDelegationUpdate type:"responses" acknowledgement_delay_ms?:finite|null responses?:ResponsesBackendUpdate|null
ResponsesBackendUpdate model?:string|null instructions?:string|null max_output_tokens?:int|null parallel_tool_calls?:boolean|null reasoning?:BackendReasoning|null service_tier?:string|null text?:BackendText|null tool_choice?:ToolChoice|null tools?:[Tool]|null
BackendReasoning effort?:string|null summary?:string|null
BackendText verbosity?:string|null
ToolChoice = string|ToolChoice.1
ToolChoice.1 = ToolChoiceFunction|ToolChoiceMcp|ToolChoiceCustom|ToolChoiceShell|FileSearchTool|WebSearchTool|WebSearchPreviewTool|ImageGenerationTool|ComputerTool|CodeInterpreterTool|ProgrammaticToolCallingTool|ApplyPatchTool|ToolChoiceAllowed|Unlisted
ToolChoiceFunction type:"function" name:string
ToolChoiceMcp type:"mcp" server_label:string name:string
ToolChoiceCustom type:"custom" name:string
ToolChoiceShell type:"shell"
FileSearchTool type:"file_search"
WebSearchTool type:"web_search"
WebSearchPreviewTool type:"web_search_preview"
ImageGenerationTool type:"image_generation"
ComputerTool type:"computer"
CodeInterpreterTool type:"code_interpreter"
ProgrammaticToolCallingTool type:"programmatic_tool_calling"
ApplyPatchTool type:"apply_patch"
ToolChoiceAllowed type:"allowed_tools" mode?:string|null tools:[ToolChoiceAllowed.tools]
ToolChoiceAllowed.tools = ToolChoiceFunction|ToolChoiceMcp|ToolChoiceCustom|ToolChoiceShell|FileSearchTool|WebSearchTool|WebSearchPreviewTool|ImageGenerationTool|ComputerTool|CodeInterpreterTool|ProgrammaticToolCallingTool|ApplyPatchTool|Unlisted
Tool = FunctionTool|ShellTool|WebSearchTool|FileSearchTool|CodeInterpreterTool|ImageGenerationTool|McpServerTool|CustomTool|NamespaceTool|ToolSearchTool|ProgrammaticToolCallingTool|ComputerTool|ApplyPatchTool|Unlisted
FunctionTool type:"function" name:string description?:string|null parameters?:{any}|null strict?:boolean|null
ShellTool type:"shell" environment?:ShellTool.environment|null
ShellTool.environment = ContainerAuto|ContainerReference|LocalEnvironment|Unlisted
ContainerAuto type:"container_auto" file_ids?:[string]|null memory_limit?:string|null network_policy?:ContainerAuto.network_policy|null skills?:[ContainerAuto.skills]|null
ContainerAuto.network_policy = NetworkDisabled|NetworkAllowlist|Unlisted
NetworkDisabled type:"disabled"
NetworkAllowlist type:"allowlist" allowed_domains:[string]
ContainerAuto.skills = SkillReference|InlineSkill|Unlisted
SkillReference type:"skill_reference" skill_id:string version?:string|null
InlineSkill type:"inline" name:string description:string source:SkillSource
SkillSource type:string media_type:string data:string
ContainerReference type:"container_reference" container_id:string
LocalEnvironment type:"local" skills?:[LocalSkill]|null
LocalSkill name:string description:string path:string
McpServerTool type:"mcp"
CustomTool type:"custom"
NamespaceTool type:"namespace"
ToolSearchTool type:"tool_search"
DecisionsDelegationUpdate type:"decisions" acknowledgement_delay_ms?:finite|null decisions?:DecisionsBackendUpdate|null
DecisionsBackendUpdate model?:string|null questions?:[DecisionQuestion]|null
DecisionQuestion = DecisionQuestionChoice|DecisionQuestionPredicate|DecisionQuestionScore|Unlisted
DecisionQuestionChoice type:"choice" name?:string|null instructions:DecisionInput choices:[DecisionChoiceOption]
DecisionChoiceOption value:DecisionChoiceOption.value description?:string|null
DecisionChoiceOption.value = string|boolean
DecisionQuestionPredicate type:"predicate" name?:string|null instructions:DecisionInput
DecisionQuestionScore type:"score" name?:string|null instructions:DecisionInput levels:[DecisionLevel]
DecisionLevel label:string description?:string|null
HistoryMessage type?:string|null id?:string|null role:string content:[HistoryPart] status?:string|null
HistoryPart type?:string|null text:string
DecisionTrigger type:string event_type:string decisions:TriggerDecisions
TriggerDecisions questions:[DecisionQuestion]
SessionAudio format?:AudioFormat|null output?:AudioOutput|null
AudioFormat = AudioPcm|AudioPcmu|AudioPcma|Unlisted
AudioPcm type:"audio/pcm" rate?:int|null
AudioPcmu type:"audio/pcmu" rate?:int|null
AudioPcma type:"audio/pcma" rate?:int|null
AudioOutput voice?:VoiceRef|null
VoiceRef = string|CustomVoice
CustomVoice id:string
SessionUpdateConfig delegation?:DelegationUpdate|null triggers?:[DecisionTrigger]|null
`
