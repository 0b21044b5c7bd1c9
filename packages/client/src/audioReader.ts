import { type AudioFormat, G711, type G711Law, OutputAssembly, pcm24k } from "@antiphon/audio"
import type { Response, ServerEvent, Session, UnknownEvent, AudioFormat as WireFormat } from "@antiphon/core"

/** Takes the events of one response and gives the audio that each brings, as linear PCM16. */
export type AudioReader = (event: ServerEvent | UnknownEvent) => ReadonlyArray<Int16Array>

/** A reader for what a response speaks: its own format, else that of the session. */
export const audioReader = (response: Response | undefined, session: Session | undefined): AudioReader => {
  const format = response?.audio?.output?.format ?? outputFormat(session)
  switch (format?.type) {
    case "audio/pcmu":
    case "audio/pcma":
      return ofLaw(format.type)
    default:
      return ofPcm(pcm24k)
  }
}

const ofPcm = (format: Extract<AudioFormat, { readonly type: "audio/pcm" }>): AudioReader => {
  const { push } = OutputAssembly.make({ format, retention: "none" })
  return (event) => push(event).flatMap((output) => (output._tag === "Audio" ? [output.samples] : []))
}

const ofLaw = <L extends G711Law>(law: L): AudioReader => {
  const { push } = OutputAssembly.make<{ readonly type: G711Law }>({ format: { type: law }, retention: "none" })
  return (event) =>
    push(event).flatMap((output) => (output._tag === "Audio" ? [G711.decode<G711Law>(law, output.samples)] : []))
}

const outputFormat = (session: Session | undefined): WireFormat | null | undefined => {
  if (session?.type !== "realtime" || !("audio" in session)) return undefined
  return session.audio?.output?.format
}
