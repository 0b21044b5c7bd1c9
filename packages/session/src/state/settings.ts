/** What the session is set to, where the library has to know. */
import { type AudioFormat, pcm24k } from "@antiphon/audio"
import type { AudioFormat as WireFormat, Session, TurnDetection } from "@antiphon/core/shapes"
import type { SessionState } from "./SessionState.ts"

const audioOf = (session: Session | undefined) =>
  (session?.type === "realtime" || session?.type === "transcription") && "audio" in session ? session.audio : undefined

/**
 * The settings after an update. A server may show only a part of them. What it leaves out is as it was, down to the formats,
 * because no one can read audio in a format that was forgotten. A setting within a shown part that is left out is unset.
 */
export const updated = (before: Session | undefined, session: Session): Session => {
  if (before?.type !== "realtime" || session.type !== "realtime") return session
  if (!("audio" in before) || before.audio == null) return session
  if (!("audio" in session) || session.audio == null) return { ...session, audio: before.audio }
  const { input, output } = before.audio
  const inputNow = withFormat(input, session.audio.input)
  const outputNow = withFormat(output, session.audio.output)
  const audio = {
    ...session.audio,
    ...(inputNow == null ? {} : { input: inputNow }),
    ...(outputNow == null ? {} : { output: outputNow })
  }
  return { ...session, audio }
}

/** The settings of one direction of audio, in the format that it had if no other is shown. */
const withFormat = <A extends { readonly format?: WireFormat | null }>(
  before: A | null | undefined,
  now: A | null | undefined
): A | null | undefined =>
  now == null ? before : now.format == null && before?.format != null ? { ...now, format: before.format } : now

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
