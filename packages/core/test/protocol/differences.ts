/** Where our schemas depart from protocol.json, and why. A departure that is mended must leave this list. */
const discriminant = "a union is told apart by it, and every server writes it"
const named = "written out in place there, a name of its own here"
const tolerant = "nothing that reads it needs it, so its absence must not cost the event"
const suggestions = "any string there too; ours completes the values known"
const flat = "items are told apart by type and role, as on the GA side"
const literal = "a literal there; another value must not cost the event"

export const differences: Readonly<Record<string, string>> = {
  "AudioPCM.rate: number for 24000": literal,
  "AudioPCM.type: required": discriminant,
  "AudioPCMA.type: required": discriminant,
  "AudioPCMU.type: required": discriminant,
  "AudioTranscription.model: 'whisper-1' | 'gpt-transcribe' | 'gpt-live-transcribe' | 'gpt-4o-mini-transcribe' | 'gpt-4o-mini-transcribe-2025-12-15' | 'gpt-4o-transcribe' | 'gpt-4o-transcribe-diarize' | 'gpt-realtime-whisper' for string":
    suggestions,
  "FunctionCallOutputItem.output: optional": "null observed; absence is read alike",
  "FunctionTool.type: required": discriminant,
  "InputAudioPart.type: required": discriminant,
  "InputImagePart.type: required": discriminant,
  "InputTextPart.type: required": discriminant,
  "LogProb.bytes: optional": tolerant,
  "McpListToolsItem.tools: optional": "absent while the list is being fetched",
  "McpListedTool.annotations: never null": "any JSON, null among it",
  "McpListedTool.input_schema: optional": tolerant,
  "McpToolExecutionError.message: optional": tolerant,
  "OutputAudioPart.type: required": discriminant,
  "OutputTextPart.type: required": discriminant,
  "Prompt.variables: Record<string, PromptVariable> for Record<string, string | { type: 'input_text'; text: string } | { type: 'input_image'; detail: string; file_id?: string | null; image_url?: string | null } | { type: 'input_file'; file_data?: string; file_id?: string | null; file_url?: string; filename?: string }>":
    named,
  "Response.audio: ResponseAudio for { output?: { format?: AudioFormat; voice?: Voice } }": named,
  "Response.id: required": "every event of a response refers to it, and every server writes it",
  "Response.max_output_tokens: MaxOutputTokens for number | 'inf'": named,
  "ResponseCreateParams.audio: ResponseAudio for { output?: { format?: AudioFormat; voice?: VoiceRef } }": named,
  "ResponseCreateParams.conversation: 'auto' | 'none' for 'auto' | 'none' | string": suggestions,
  "ResponseCreateParams.max_output_tokens: MaxOutputTokens for number | 'inf'": named,
  "ResponseInputItem: AssistantMessageItem | FunctionCallItem | FunctionCallOutputItem | ItemReference | McpApprovalRequestItem | McpApprovalResponseItem | McpCallItem | McpListToolsItem | SystemMessageItem | UserMessageItem for ConversationItem | ItemReference":
    "flat, so that one discriminant tells every arm",
  "SessionRealtime.max_output_tokens: MaxOutputTokens for number | 'inf'": named,
  "SessionRealtimeRequest.max_output_tokens: MaxOutputTokens for number | 'inf'": named,
  "SessionTranslation.audio: optional": tolerant,
  "SessionTranslation.expires_at: optional": tolerant,
  "SessionTranslation.id: optional": tolerant,
  "SessionTranslation.model: optional": tolerant,
  "StreamedPart.type: 'text' | 'audio' | 'output_text' | 'output_audio' for 'text' | 'audio'":
    "the protocol asks readers to be ready for both spellings",
  "SystemMessageItem.content: SystemContent[] for InputTextPart[]": "open to parts of other kinds",
  "ToolChoice: ToolChoiceFunction | ToolChoiceMcp | auto | none | required for auto | none | null } | required | { type: function; name: string } | { type: mcp; server_label: string; name?: string":
    named,
  "TranscriptionUsageDuration.seconds: optional": tolerant,
  "TranscriptionUsageTokens.input_tokens: optional": tolerant,
  "TranscriptionUsageTokens.output_tokens: optional": tolerant,
  "TranscriptionUsageTokens.total_tokens: optional": tolerant,
  "TranslationAudio.output: TranslationAudioOutput for { language?: string }": named,
  "TranslationAudioInput.transcription: TranslationTranscription for { model: string }": named,
  "VoiceRef: CustomVoice | Voice for CustomVoice | Voice | string": "Voice is any string already",
  "WebhookRealtimeCallIncoming.data: IncomingCall for { call_id: string; sip_headers: SipHeader[] }": named,
  "conversation.item.input_audio_transcription.completed.usage: optional": "older servers left it out",
  "conversation.item.input_audio_transcription.segment.end: optional": tolerant,
  "conversation.item.input_audio_transcription.segment.speaker: optional": tolerant,
  "conversation.item.input_audio_transcription.segment.start: optional": tolerant,
  "conversation.item.input_audio_transcription.segment.text: optional": tolerant,
  "response.function_call_arguments.done.name: optional": "beta servers and some proxies leave it out",
  "ContentBeta: absent": "told apart by role and type, as in UserContentBeta and AssistantContentBeta",
  "ConversationItemBeta: a union for one record": flat,
  "ConversationItemWithReferenceBeta: a union for one record": flat,
  "ResponseBeta.id: required": "every event of a response refers to it, and every server writes it",
  "ResponseBeta.max_output_tokens: MaxOutputTokens for number | 'inf'": named,
  "ResponseCreateParamsBeta.conversation: 'auto' | 'none' for 'auto' | 'none' | string": suggestions,
  "ResponseCreateParamsBeta.max_response_output_tokens: MaxOutputTokens for number | 'inf'": named,
  "ResponseCreateParamsBeta.tool_choice: ToolChoiceBeta for string": suggestions,
  "ResponseCreateParamsBeta.tools: ToolBeta[] for FunctionTool[]": "open to tools of other kinds",
  "SessionBeta.max_response_output_tokens: MaxOutputTokens for number | 'inf'": named,
  "SessionBeta.tool_choice: ToolChoiceBeta for string": suggestions,
  "SessionBeta.tools: ToolBeta[] for FunctionTool[]": "open to tools of other kinds",
  "SessionBetaUpdate.client_secret: ClientSecretRequestBeta for { expires_after?: { anchor: 'created_at'; seconds?: number } }":
    named,
  "SessionBetaUpdate.input_audio_transcription: AudioTranscriptionBeta for { model?: string; language?: string; prompt?: string }":
    named,
  "SessionBetaUpdate.max_response_output_tokens: MaxOutputTokens for number | 'inf'": named,
  "SessionBetaUpdate.tool_choice: ToolChoiceBeta for string": suggestions,
  "SessionBetaUpdate.tools: ToolBeta[] for FunctionTool[]": "open to tools of other kinds",
  "TranscriptionSessionBeta.client_secret: optional": "absent on the socket, null in the REST example",
  "TranscriptionSessionBeta.include: IncludeOption[] for string[]": suggestions,
  "TranscriptionSessionBeta.input_audio_format: AudioFormatLegacy for string": suggestions,
  "TranscriptionSessionBetaUpdate.client_secret: TranscriptionClientSecretRequestBeta for { expires_at?: { anchor?: 'created_at'; seconds?: number } }":
    named,
  "TranscriptionSessionBetaUpdate.include: IncludeOption[] for string[]": suggestions,
  "TurnDetectionTranscriptionEcho.type: 'server_vad' for string": suggestions,
  "beta conversation.item.input_audio_transcription.completed.usage: optional": "older servers left it out",
  "beta conversation.item.input_audio_transcription.segment.end: optional": tolerant,
  "beta conversation.item.input_audio_transcription.segment.speaker: optional": tolerant,
  "beta conversation.item.input_audio_transcription.segment.start: optional": tolerant,
  "beta conversation.item.input_audio_transcription.segment.text: optional": tolerant,
  "beta response.audio_transcript.delta.obfuscation: added": "late beta servers pad their text",
  "beta response.function_call_arguments.done.name: absent": "the beta's own types lack it; the call's item has it",
  "beta response.text.delta.obfuscation: added": "late beta servers pad their text"
}
