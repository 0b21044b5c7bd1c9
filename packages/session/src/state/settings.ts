/** What the session is set to, where the library has to know. */
import { type AudioFormat, pcm24k, sampleRate } from "@antiphon/audio"
import type { ProtocolIssue } from "@antiphon/core"
import type { AudioConfigOutput, AudioFormat as WireFormat, Session, TurnDetection } from "@antiphon/core/shapes"
import type { SessionState } from "./SessionState.ts"

const audioOf = (session: Session | undefined) =>
  (session?.type === "realtime" || session?.type === "transcription") && "audio" in session ? session.audio : undefined

/** The settings of the model's audio. A transcription session has none. */
const outputOf = (session: Session | undefined): AudioConfigOutput | null | undefined => {
  const audio = audioOf(session)
  return audio != null && "output" in audio ? audio.output : undefined
}

/**
 * The settings after an update. A server may show only a part of them. A direction of audio that it leaves out is as it was, and
 * so is the format of a direction that it shows without one, because no one can read audio in a format that was forgotten. Any
 * other setting within a shown direction that is left out is unset. `kept` says which formats stay without being shown, the one
 * by default aside.
 */
export const updated = (
  before: Session | undefined,
  session: Session
): { readonly session: Session; readonly kept: ReadonlyArray<ProtocolIssue> } => {
  const known = audioOf(before)
  const shown = audioOf(session)
  const isKnown = session.type === "realtime" || session.type === "transcription"
  if (known == null || before?.type !== session.type || !isKnown) return { session, kept: [] }
  const input = merged("input", known.input, shown?.input)
  const output = merged("output", outputOf(before), outputOf(session))
  return {
    session: { ...session, audio: { ...shown, ...input.direction, ...output.direction } },
    kept: [...input.kept, ...output.kept]
  }
}

/** A direction of audio after an update, by its key. It is left out if it never was shown. */
const merged = <K extends "input" | "output", D extends { readonly format?: WireFormat | null }>(
  key: K,
  known: D | null | undefined,
  shown: D | null | undefined
) => {
  const format = known?.format
  const lacks = shown != null && shown.format == null && format != null
  const direction = lacks ? { ...shown, format } : (shown ?? known)
  const isUsual = sampleRate(formatOf(format)) === pcm24k.rate
  return {
    direction: direction == null ? {} : { [key]: direction },
    kept: lacks && !isUsual ? [{ path: ["session", "audio", key, "format"], message: `stays ${format.type}` }] : []
  }
}

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
export const outputFormat = (session: Session | undefined): AudioFormat => formatOf(outputOf(session)?.format)

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
