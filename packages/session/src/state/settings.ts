/** What the session is set to, where the library has to know. */
import { type AudioFormat, pcm24k } from "@antiphon/audio"
import type { AudioFormat as WireFormat, Session, TurnDetection } from "@antiphon/core/shapes"
import type { SessionState } from "./SessionState.ts"

const audioOf = (session: Session | undefined) =>
  (session?.type === "realtime" || session?.type === "transcription") && "audio" in session ? session.audio : undefined

/**
 * The settings after an update. A server may show only a part of them. A direction of audio that it leaves out is as it was,
 * because no one can read audio in a format that was forgotten. A setting within a shown direction that is left out is unset.
 */
export const updated = (before: Session | undefined, session: Session): Session =>
  before?.type === "realtime" && session.type === "realtime" && "audio" in before
    ? { ...session, audio: { ...before.audio, ...("audio" in session ? session.audio : undefined) } }
    : session

/** A format as the audio package names it. An unknown or absent one is 24 kHz PCM16. */
export const formatOf = (format: WireFormat | null | undefined): AudioFormat => {
  switch (format?.type) {
    case "audio/pcmu":
    case "audio/pcma":
      return { type: format.type }
    case "audio/pcm":
      return { type: "audio/pcm", rate: ("rate" in format ? format.rate : undefined) ?? pcm24k.rate }
    default:
      return pcm24k
  }
}

/** The format of the user's audio. Defaults to 24 kHz PCM16. */
export const inputFormat = (session: Session | undefined): AudioFormat => formatOf(audioOf(session)?.input?.format)

/** The format of the model's audio. Defaults to 24 kHz PCM16. */
export const outputFormat = (session: Session | undefined): AudioFormat => {
  const audio = audioOf(session)
  return formatOf(audio !== undefined && audio !== null && "output" in audio ? audio.output?.format : undefined)
}

/** The format of a response's audio. It is its own if it has one, or the session's. */
export const responseFormat = ({ responses, session }: SessionState, responseId: string): AudioFormat => {
  const own = responses.get(responseId)?.response?.audio?.output?.format
  return own == null ? outputFormat(session) : formatOf(own)
}

/** Whether the session's answers are spoken. */
export const speaks = (session: Session | undefined): boolean =>
  session?.type === "realtime" &&
  !("output_modalities" in session && session.output_modalities?.includes("audio") === false)

/** The turn detection, or `undefined` if it is off or the session has none. */
const detection = (session: Session | undefined): TurnDetection | undefined =>
  audioOf(session)?.input?.turn_detection ?? undefined

/** Whether the server finds turns. */
export const detectsTurns = (session: Session | undefined): boolean => detection(session) !== undefined

/** Whether the server answers each turn by itself. */
export const answersTurns = (session: Session | undefined): boolean => {
  const turns = detection(session)
  return turns !== undefined && !("create_response" in turns && turns.create_response === false)
}

/** Whether the server cancels its response when the user speaks. */
export const interruptsItself = (session: Session | undefined): boolean => {
  const turns = detection(session)
  return turns !== undefined && !("interrupt_response" in turns && turns.interrupt_response === false)
}
