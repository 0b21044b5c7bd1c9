/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 SessionTranslationUpdate, 1 TranslationAudio, 2 TranslationAudioInput, 3 TranslationTranscription,
 * 4 NoiseReductionTranslation, 5 TranslationAudioOutput
 */
export const translationClientEvent = `
session.update event_id?? session:0
session.input_audio_buffer.append event_id?? audio
session.close event_id??

audio?1
input?2 output?5
transcription?3 noise_reduction?4
model? language?
type strength?finite
language?
`
