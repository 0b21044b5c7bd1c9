/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 DelegatedWork, 1 DecisionProgress, 2 DecisionCompleted, 3 Decision, 4 DecisionAnswer,
 * 5 DecisionAnswerPredicate, 6 DecisionAnswerChoice, 7 DecisionAnswerChoice.choice, 8 ChoiceProbability,
 * 9 DecisionAnswerScore, 10 ScoreProbability, 11 DecisionAnswerRefusal, 12 Unlisted, 13 DecisionUsage,
 * 14 DecisionInputTokens, 15 DecisionOutputTokens, 16 DecisionItem, 17 DecisionMessage, 18 DecisionInput,
 * 19 DecisionInput.1, 20 DecisionText, 21 DecisionImage, 22 DecisionJson, 23 DecisionJson.data,
 * 24 DecisionOutputText, 25 DecisionRefusal, 26 DecisionFunctionCall, 27 DecisionFunctionCallOutput,
 * 28 DecisionCustomToolCall, 29 DecisionCustomToolCallOutput, 30 SessionResource, 31 ClientAccess,
 * 32 DataChannel, 33 DataChannel.allowed_client_events, 34 DataChannel.allowed_server_events,
 * 35 ServerEventSelector, 36 Delegation, 37 ClientDelegation, 38 ResponsesDelegation, 39 ResponsesBackend,
 * 40 BackendReasoning, 41 BackendText, 42 ToolChoice, 43 ToolChoice.1, 44 ToolChoiceFunction, 45 ToolChoiceMcp,
 * 46 ToolChoiceCustom, 47 ToolChoiceShell, 48 FileSearchTool, 49 WebSearchTool, 50 WebSearchPreviewTool,
 * 51 ImageGenerationTool, 52 ComputerTool, 53 CodeInterpreterTool, 54 ProgrammaticToolCallingTool,
 * 55 ApplyPatchTool, 56 ToolChoiceAllowed, 57 ToolChoiceAllowed.tools, 58 Tool, 59 FunctionTool, 60 ShellTool,
 * 61 ShellTool.environment, 62 ContainerAuto, 63 ContainerAuto.network_policy, 64 NetworkDisabled,
 * 65 NetworkAllowlist, 66 ContainerAuto.skills, 67 SkillReference, 68 InlineSkill, 69 SkillSource,
 * 70 ContainerReference, 71 LocalEnvironment, 72 LocalSkill, 73 McpServerTool, 74 CustomTool, 75 NamespaceTool,
 * 76 ToolSearchTool, 77 DecisionsDelegation, 78 DecisionsBackend, 79 DecisionQuestion, 80 DecisionQuestionChoice,
 * 81 DecisionChoiceOption, 82 DecisionQuestionPredicate, 83 DecisionQuestionScore, 84 DecisionLevel,
 * 85 HistoryMessage, 86 HistoryPart, 87 DecisionTrigger, 88 TriggerDecisions, 89 SessionAudio, 90 AudioFormat,
 * 91 AudioPcm, 92 AudioPcmu, 93 AudioPcma, 94 AudioOutput, 95 VoiceRef, 96 CustomVoice, 97 SessionUsage,
 * 98 ContextWindow, 99 LiveError, 100 CallError
 */
export const liveServerEvent = `
session.input_audio.muted event_id? client_event_id?
session.input_audio.unmuted event_id? client_event_id?
session.output_audio.fixture.playing event_id? client_event_id?
session.output_audio.fixture.played event_id? client_event_id?
session.input_audio.append event_id? audio
session.output_audio.delta event_id? delta start_ms?finite end_ms?finite
session.input_transcript.delta event_id? client_event_id? delta start_ms?finite end_ms?finite
session.output_transcript.delta event_id? client_event_id? delta start_ms?finite end_ms?finite
session.instructions.appended event_id? client_event_id? start_ms?finite end_ms?finite
session.thinking.appended event_id? client_event_id? start_ms?finite end_ms?finite
session.commentary.appended event_id? client_event_id? start_ms?finite end_ms?finite
session.delegation.created event_id? client_event_id? delegation:0 offset_ms?finite
response.event event_id? client_event_id? event:{any} delegation_id?
decision.event event_id? event:1 delegation_id? trigger_id? source_event_id? source_event_type?
decision.item.created event_id? client_event_id? item:16
decision.item.deleted event_id? client_event_id? item_id
session.started event_id? client_event_id? session:30
session.updated event_id? client_event_id? session:30
session.usage.updated event_id? client_event_id? usage:97 context_window?98
session.closed event_id? client_event_id? reason? session?30 usage?97
error event_id? client_event_id? error:99
info event_id? client_event_id? code? message!code
transport.dtmf.received event_id? event
transport.dtmf.send event_id? client_event_id? event
transport.dtmf.sent event_id? client_event_id? event
transport.ringing event_id? session_id?
transport.answered event_id? session_id?
transport.failed event_id? session_id? error:100

type? id target? response_id?
= 2|12
type:"decision.completed" decision:3
answers:[4] model? usage?13
= 5|6|9|11|12
type:"predicate" name? probability:finite
type:"choice" name? choice:7 confidence?finite probabilities?[8]
= string|boolean
value:7 probability:finite
type:"score" name? score:finite confidence?finite probabilities?[10]
label value:finite probability:finite
type:"refusal" name?
type:unlisted
input_tokens?int input_tokens_details?14 output_tokens?int output_tokens_details?15 total_tokens?int
cache_write_tokens?int cached_tokens?int
reasoning_tokens?int
=message 17|26|27|28|29|12
type:"message" id? role content:18 phase?
= string|[19]
= 20|21|22|24|25|12
type:"input_text" text
type:"input_image" image_url detail?
type:"input_json" data:23
= {any}|[{any}]
type:"output_text" text
type:"refusal" refusal
type:"function_call" id? call_id status? name namespace? arguments
type:"function_call_output" id? call_id status? output:18
type:"custom_tool_call" id? call_id status? name namespace? input
type:"custom_tool_call_output" id? call_id status? output:18
model? client?31 delegation?36 input?[85] instructions? safety_identifier? store?boolean triggers?[87] id? expires_at?finite status? audio?89
data_channel?32
allowed_client_events?33 allowed_server_events?34
= string|[string]
= string|[35]
type response_event?
= 37|38|77|12
type:"client" acknowledgement_delay_ms?finite
type:"responses" acknowledgement_delay_ms?finite responses:39
model instructions? max_output_tokens?int parallel_tool_calls?boolean reasoning?40 service_tier? text?41 tool_choice?42 tools?[58]
effort? summary?
verbosity?
= string|43
= 44|45|46|47|48|49|50|51|52|53|54|55|56|12
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
type:"allowed_tools" mode? tools:[57]
= 44|45|46|47|48|49|50|51|52|53|54|55|12
= 59|60|49|48|53|51|73|74|75|76|54|52|55|12
type:"function" name description? parameters?{any} strict?boolean
type:"shell" environment?61
= 62|70|71|12
type:"container_auto" file_ids?[string] memory_limit? network_policy?63 skills?[66]
= 64|65|12
type:"disabled"
type:"allowlist" allowed_domains:[string]
= 67|68|12
type:"skill_reference" skill_id version?
type:"inline" name description source:69
type media_type data
type:"container_reference" container_id
type:"local" skills?[72]
name description path
type:"mcp"
type:"custom"
type:"namespace"
type:"tool_search"
type:"decisions" acknowledgement_delay_ms?finite decisions:78
model questions:[79]
= 80|82|83|12
type:"choice" name? instructions:18 choices:[81]
value:7 description?
type:"predicate" name? instructions:18
type:"score" name? instructions:18 levels:[84]
label description?
type? id? role content:[86] status?
type? text
type event_type decisions:88
questions:[79]
format?90 output?94
= 91|92|93|12
type:"audio/pcm" rate?int
type:"audio/pcmu" rate?int
type:"audio/pcma" rate?int
voice?95
= string|96
id
seconds:finite
usage_ratio:finite
type? code? message!reason param? client_event_id?
type? code? message!reason param?
`
