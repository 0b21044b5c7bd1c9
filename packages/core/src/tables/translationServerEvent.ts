/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 SessionTranslation, 1 TranslationAudio, 2 TranslationAudioInput, 3 TranslationTranscription,
 * 4 NoiseReductionTranslation, 5 TranslationAudioOutput, 6 ErrorDetail
 */
export const translationServerEvent = `
session.created event_id? session:0
session.updated event_id? session:0
error event_id? error!error:6
session.closed event_id?
session.input_transcript.delta event_id? delta elapsed_ms?finite
session.output_transcript.delta event_id? delta elapsed_ms?finite
session.output_audio.delta event_id? delta sample_rate?int channels?int format? elapsed_ms?finite

id? type!translation model? expires_at?finite audio?1
input?2 output?5
transcription?3 noise_reduction?4
model? language?
type strength?finite
language?
type? message!reason code? param? event_id?
`
