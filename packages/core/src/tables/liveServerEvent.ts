/** Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. */
export const liveServerEvent = `
session.input_audio.muted event_id?:string|null client_event_id?:string|null
session.input_audio.unmuted event_id?:string|null client_event_id?:string|null
session.output_audio.fixture.playing event_id?:string|null client_event_id?:string|null
session.output_audio.fixture.played event_id?:string|null client_event_id?:string|null
session.input_audio.append event_id?:string|null audio:string
session.output_audio.delta event_id?:string|null delta:string start_ms?:finite|null end_ms?:finite|null
session.input_transcript.delta event_id?:string|null client_event_id?:string|null delta:string start_ms?:finite|null end_ms?:finite|null
session.output_transcript.delta event_id?:string|null client_event_id?:string|null delta:string start_ms?:finite|null end_ms?:finite|null
session.instructions.appended event_id?:string|null client_event_id?:string|null start_ms?:finite|null end_ms?:finite|null
session.thinking.appended event_id?:string|null client_event_id?:string|null start_ms?:finite|null end_ms?:finite|null
session.commentary.appended event_id?:string|null client_event_id?:string|null start_ms?:finite|null end_ms?:finite|null
session.delegation.created event_id?:string|null client_event_id?:string|null delegation:DelegatedWork offset_ms?:finite|null
response.event event_id?:string|null client_event_id?:string|null event:{any} delegation_id?:string|null
decision.event event_id?:string|null event:DecisionProgress delegation_id?:string|null trigger_id?:string|null source_event_id?:string|null source_event_type?:string|null
decision.item.created event_id?:string|null client_event_id?:string|null item:DecisionItem
decision.item.deleted event_id?:string|null client_event_id?:string|null item_id:string
session.started event_id?:string|null client_event_id?:string|null session:SessionResource
session.updated event_id?:string|null client_event_id?:string|null session:SessionResource
session.usage.updated event_id?:string|null client_event_id?:string|null usage:SessionUsage context_window?:ContextWindow|null
session.closed event_id?:string|null client_event_id?:string|null reason?:string|null session?:SessionResource|null usage?:SessionUsage|null
error event_id?:string|null client_event_id?:string|null error:LiveError
info event_id?:string|null client_event_id?:string|null code?:string|null message!code:string
transport.dtmf.received event_id?:string|null event:string
transport.dtmf.send event_id?:string|null client_event_id?:string|null event:string
transport.dtmf.sent event_id?:string|null client_event_id?:string|null event:string
transport.ringing event_id?:string|null session_id?:string|null
transport.answered event_id?:string|null session_id?:string|null
transport.failed event_id?:string|null session_id?:string|null error:CallError
DelegatedWork type?:string|null id:string target?:string|null response_id?:string|null
DecisionProgress = DecisionCompleted|Unlisted
DecisionCompleted type:"decision.completed" decision:Decision
Decision answers:[DecisionAnswer] model?:string|null usage?:DecisionUsage|null
DecisionAnswer = DecisionAnswerPredicate|DecisionAnswerChoice|DecisionAnswerScore|DecisionAnswerRefusal|Unlisted
DecisionAnswerPredicate type:"predicate" name?:string|null probability:finite
DecisionAnswerChoice type:"choice" name?:string|null choice:DecisionAnswerChoice.choice confidence?:finite|null probabilities?:[ChoiceProbability]|null
DecisionAnswerChoice.choice = string|boolean
ChoiceProbability value:DecisionAnswerChoice.choice probability:finite
DecisionAnswerScore type:"score" name?:string|null score:finite confidence?:finite|null probabilities?:[ScoreProbability]|null
ScoreProbability label:string value:finite probability:finite
DecisionAnswerRefusal type:"refusal" name?:string|null
Unlisted type:unlisted
DecisionUsage input_tokens?:int|null input_tokens_details?:DecisionInputTokens|null output_tokens?:int|null output_tokens_details?:DecisionOutputTokens|null total_tokens?:int|null
DecisionInputTokens cache_write_tokens?:int|null cached_tokens?:int|null
DecisionOutputTokens reasoning_tokens?:int|null
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
DecisionFunctionCall type:"function_call" id?:string|null call_id:string status?:string|null name:string namespace?:string|null arguments:string
DecisionFunctionCallOutput type:"function_call_output" id?:string|null call_id:string status?:string|null output:DecisionInput
DecisionCustomToolCall type:"custom_tool_call" id?:string|null call_id:string status?:string|null name:string namespace?:string|null input:string
DecisionCustomToolCallOutput type:"custom_tool_call_output" id?:string|null call_id:string status?:string|null output:DecisionInput
SessionResource model?:string|null client?:ClientAccess|null delegation?:Delegation|null input?:[HistoryMessage]|null instructions?:string|null safety_identifier?:string|null store?:boolean|null triggers?:[DecisionTrigger]|null id?:string|null expires_at?:finite|null status?:string|null audio?:SessionAudio|null
ClientAccess data_channel?:DataChannel|null
DataChannel allowed_client_events?:DataChannel.allowed_client_events|null allowed_server_events?:DataChannel.allowed_server_events|null
DataChannel.allowed_client_events = string|[string]
DataChannel.allowed_server_events = string|[ServerEventSelector]
ServerEventSelector type:string response_event?:string|null
Delegation = ClientDelegation|ResponsesDelegation|DecisionsDelegation|Unlisted
ClientDelegation type:"client" acknowledgement_delay_ms?:finite|null
ResponsesDelegation type:"responses" acknowledgement_delay_ms?:finite|null responses:ResponsesBackend
ResponsesBackend model:string instructions?:string|null max_output_tokens?:int|null parallel_tool_calls?:boolean|null reasoning?:BackendReasoning|null service_tier?:string|null text?:BackendText|null tool_choice?:ToolChoice|null tools?:[Tool]|null
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
DecisionsDelegation type:"decisions" acknowledgement_delay_ms?:finite|null decisions:DecisionsBackend
DecisionsBackend model:string questions:[DecisionQuestion]
DecisionQuestion = DecisionQuestionChoice|DecisionQuestionPredicate|DecisionQuestionScore|Unlisted
DecisionQuestionChoice type:"choice" name?:string|null instructions:DecisionInput choices:[DecisionChoiceOption]
DecisionChoiceOption value:DecisionAnswerChoice.choice description?:string|null
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
SessionUsage seconds:finite
ContextWindow usage_ratio:finite
LiveError type?:string|null code?:string|null message!reason:string param?:string|null client_event_id?:string|null
CallError type?:string|null code?:string|null message!reason:string param?:string|null
`
