/**
 * Written from the schemas of core by `node scripts/names.ts`. A line is an event, a place in it, and the names that the
 * enumeration there lists.
 */
export const tables: Readonly<Record<string, string>> = {
  ClientEvent: `
session.update session.output_modalities[] text audio
session.update session.audio.input.noise_reduction.type near_field far_field
session.update session.audio.input.transcription.delay minimal low medium high xhigh
session.update session.audio.input.turn_detection.eagerness low medium high auto
session.update session.tools[].connector_id connector_dropbox connector_gmail connector_googlecalendar connector_googledrive connector_microsoftteams connector_outlookcalendar connector_outlookemail connector_sharepoint
session.update session.tools[].allowed_callers[] direct programmatic
session.update session.tools[].require_approval always never
session.update session.tool_choice none auto required
session.update session.reasoning.effort minimal low medium high xhigh
session.update session.max_output_tokens inf
session.update session.include[] item.input_audio_transcription.logprobs
session.update session.tracing auto
session.update session.truncation auto disabled
conversation.item.create item.object realtime.item
conversation.item.create item.status completed incomplete in_progress
conversation.item.create item.content[].detail auto low high
conversation.item.create item.phase commentary final_answer
response.create response.conversation auto none
response.create response.input[].object realtime.item
response.create response.input[].status completed incomplete in_progress
response.create response.input[].content[].detail auto low high
response.create response.input[].phase commentary final_answer
response.create response.output_modalities[] text audio
response.create response.tools[].connector_id connector_dropbox connector_gmail connector_googlecalendar connector_googledrive connector_microsoftteams connector_outlookcalendar connector_outlookemail connector_sharepoint
response.create response.tools[].allowed_callers[] direct programmatic
response.create response.tools[].require_approval always never
response.create response.tool_choice none auto required
response.create response.reasoning.effort minimal low medium high xhigh
response.create response.max_output_tokens inf
`,
  "Live.ClientEvent": `
decision.item.create item.role user developer system assistant
decision.item.create item.content[].detail low high auto original
decision.item.create item.phase commentary final_answer
decision.item.create item.status incomplete completed in_progress
decision.item.create item.output[].detail low high auto original
session.start session.client.data_channel.allowed_client_events all
session.start session.client.data_channel.allowed_server_events all
session.start session.delegation.responses.reasoning.effort none minimal low medium high xhigh
session.start session.delegation.responses.reasoning.summary concise detailed auto
session.start session.delegation.responses.service_tier auto default fast_tier_temp_pilot flex priority ultrafast
session.start session.delegation.responses.text.verbosity low medium high
session.start session.delegation.responses.tool_choice none auto required
session.start session.delegation.responses.tool_choice.mode none auto required
session.start session.delegation.responses.tools[].environment.memory_limit 1g 4g 16g 64g
session.start session.delegation.responses.tools[].environment.skills[].source.type base64
session.start session.delegation.responses.tools[].environment.skills[].source.media_type application/zip
session.start session.delegation.decisions.questions[].instructions[].detail low high auto original
session.start session.input[].type message
session.start session.input[].role developer user assistant
session.start session.input[].content[].type input_text output_text text
session.start session.input[].status incomplete completed
session.start session.triggers[].type decisions
session.start session.triggers[].event_type session.input_transcript.delta session.output_transcript.delta
session.start session.triggers[].decisions.questions[].instructions[].detail low high auto original
session.update session.delegation.responses.reasoning.effort none minimal low medium high xhigh
session.update session.delegation.responses.reasoning.summary concise detailed auto
session.update session.delegation.responses.service_tier auto default fast_tier_temp_pilot flex priority ultrafast
session.update session.delegation.responses.text.verbosity low medium high
session.update session.delegation.responses.tool_choice none auto required
session.update session.delegation.responses.tool_choice.mode none auto required
session.update session.delegation.responses.tools[].environment.memory_limit 1g 4g 16g 64g
session.update session.delegation.responses.tools[].environment.skills[].source.type base64
session.update session.delegation.responses.tools[].environment.skills[].source.media_type application/zip
session.update session.delegation.decisions.questions[].instructions[].detail low high auto original
session.update session.triggers[].type decisions
session.update session.triggers[].event_type session.input_transcript.delta session.output_transcript.delta
session.update session.triggers[].decisions.questions[].instructions[].detail low high auto original
`,
  "Translation.ClientEvent": `
session.update session.audio.input.noise_reduction.type near_field far_field
`
}
