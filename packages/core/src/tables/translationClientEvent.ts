/** Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. */
export const translationClientEvent = `
session.update event_id?:string session:SessionTranslationUpdate
session.input_audio_buffer.append event_id?:string audio:string
session.close event_id?:string
SessionTranslationUpdate audio?:TranslationAudio|null
TranslationAudio input?:TranslationAudioInput|null output?:TranslationAudioOutput|null
TranslationAudioInput transcription?:TranslationTranscription|null noise_reduction?:NoiseReductionTranslation|null
TranslationTranscription model?:string|null language?:string|null
NoiseReductionTranslation type:string strength?:finite|null
TranslationAudioOutput language?:string|null
`
