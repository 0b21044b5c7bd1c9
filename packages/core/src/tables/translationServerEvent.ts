/** Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. */
export const translationServerEvent = `
session.created event_id?:string|null session:SessionTranslation
session.updated event_id?:string|null session:SessionTranslation
error event_id?:string|null error!error:ErrorDetail
session.closed event_id?:string|null
session.input_transcript.delta event_id?:string|null delta:string elapsed_ms?:finite|null
session.output_transcript.delta event_id?:string|null delta:string elapsed_ms?:finite|null
session.output_audio.delta event_id?:string|null delta:string sample_rate?:int|null channels?:int|null format?:string|null elapsed_ms?:finite|null
SessionTranslation id?:string|null type!translation:string model?:string|null expires_at?:finite|null audio?:TranslationAudio|null
TranslationAudio input?:TranslationAudioInput|null output?:TranslationAudioOutput|null
TranslationAudioInput transcription?:TranslationTranscription|null noise_reduction?:NoiseReductionTranslation|null
TranslationTranscription model?:string|null language?:string|null
NoiseReductionTranslation type:string strength?:finite|null
TranslationAudioOutput language?:string|null
ErrorDetail type?:string|null message!reason:string code?:string|null param?:string|null event_id?:string|null
`
