/**
 * Written from the schemas by `node scripts/tables.ts`. `parseTable.ts` explains the lines. The shapes are
 * 0 SessionRequest, 1 SessionRealtimeRequest, 2 SessionTranscriptionRequest, 3 ResponseCreateParams,
 * 4 ResponseInputItem, 5 ItemReference
 */
export const clientEvent = `
session.update event_id?? session:0
input_audio_buffer.append event_id?? audio
input_audio_buffer.commit event_id??
input_audio_buffer.clear event_id??
output_audio_buffer.clear event_id??
conversation.item.create event_id?? previous_item_id? item:^47
conversation.item.retrieve event_id?? item_id
conversation.item.truncate event_id?? item_id content_index:int audio_end_ms:int
conversation.item.delete event_id?? item_id
response.create event_id?? response??3
response.cancel event_id?? response_id??

= 1|2|^8
type:"realtime" model? output_modalities?[string] instructions? audio?^2 tools?[^17] tool_choice?^24 parallel_tool_calls?boolean reasoning?^28 max_output_tokens?^29 include?[string] prompt?^30 tracing?^37 truncation?^39
type:"transcription" audio?^44 include?[string]
conversation?? input??[4] instructions?? output_modalities??[string] audio??^82 tools??[^17] tool_choice??^24 parallel_tool_calls??boolean reasoning??^28 max_output_tokens??^29 metadata?{string} prompt?^30
= ^48|^51|^55|^59|^60|^61|^62|^64|^69|^70|5|^8
type:"item_reference" id
`
