/** The server events that only the beta has. A test holds the list to `Beta.ServerEvent`, which is too large to import. */
const betaNames: ReadonlySet<string> = new Set([
  "response.audio.delta",
  "response.audio.done",
  "response.audio_transcript.delta",
  "response.audio_transcript.done",
  "response.text.delta",
  "response.text.done",
  "transcription_session.updated",
  "transcription_session.created"
])

/** Whether an event's type belongs to the beta alone. */
export const isBetaName = (type: string): boolean => betaNames.has(type)
