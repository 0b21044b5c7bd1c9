import { type AudioFormat, OutputAudio, pcm24k } from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Response, Session, AudioFormat as WireFormat } from "@antiphon/core/shapes"

/** Takes the events of one response and gives the audio that each brings, as linear PCM16. */
export type AudioReader = (event: ServerEvent | UnknownEvent) => ReadonlyArray<Int16Array>

/** A reader for what a response speaks: its own format, else that of the session. */
export const audioReader = (response: Response | undefined, session: Session | undefined): AudioReader => {
  const { push } = OutputAudio.make({ format: formatOf(response?.audio?.output?.format ?? outputFormat(session)) })
  return (event) => push(event).flatMap((output) => (output._tag === "Audio" ? [output.samples] : []))
}

const formatOf = (format: WireFormat | null | undefined): AudioFormat =>
  format?.type === "audio/pcmu" || format?.type === "audio/pcma" ? { type: format.type } : pcm24k

const outputFormat = (session: Session | undefined): WireFormat | null | undefined => {
  if (session?.type !== "realtime" || !("audio" in session)) return undefined
  return session.audio?.output?.format
}
