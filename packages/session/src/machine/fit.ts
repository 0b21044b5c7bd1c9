/** Whether a speaker can play what the model says. The session does not resample, so a rate that differs is an error. */
import { type AudioFormat, pcm24k, sampleRate } from "@antiphon/audio"
import type { ResponseCreateParams, Session, SessionRequest } from "@antiphon/core/shapes"
import { answersTurns, formatOf, outputFormat, speaks } from "../state/settings.ts"

/** Says why the speaker cannot play, and what to do, or `undefined` if it can. */
export type Fit = string | undefined

/** The rates in Hz that audio in events can have. */
const rates: ReadonlySet<number> = new Set([pcm24k.rate, sampleRate({ type: "audio/pcmu" })])

const between = (rate: number, wanted: number): string =>
  `the speaker plays ${rate} Hz and the model speaks at ${wanted} Hz`

/** Of a speaker and any format that a session may be set to. */
export const fitsSome = (rate: number): Fit =>
  rates.has(rate) ? undefined : `${between(rate, pcm24k.rate)}; resample between them`

/** Of a speaker and audio that travels in tracks. */
export const fitsMedia = (rate: number, sampleRate: number): Fit =>
  rate === sampleRate ? undefined : `${between(rate, sampleRate)}; resample between them`

/** Of a speaker and one format. */
const fits = (rate: number, format: AudioFormat): Fit => {
  if (rate === sampleRate(format)) return undefined
  const remedy = rate === pcm24k.rate ? "audio/pcm" : "audio/pcmu or audio/pcma"
  return `${between(rate, sampleRate(format))}; set audio.output.format to ${remedy}`
}

/**
 * Of a speaker and what a configuration asks for. One that lets a session of texts speak is asked about the format that the
 * session has. A response asked for while that is under way is then sure to be playable.
 */
export const fitsRequest = (rate: number, session: Session | undefined, request: SessionRequest): Fit => {
  if (request.type !== "realtime") return undefined
  const { audio } = request
  const format = audio != null && "output" in audio ? audio.output?.format : undefined
  if (format != null) return fits(rate, formatOf(format))
  const begins =
    session?.type === "realtime" && !speaks(session) && request.output_modalities?.includes("audio") === true
  return begins ? fits(rate, outputFormat(session)) : undefined
}

/** Of a speaker and a response asked for. */
export const fitsResponse = (rate: number, session: Session | undefined, params: ResponseCreateParams): Fit => {
  const isSpoken = params.output_modalities?.includes("audio") ?? speaks(session)
  if (!isSpoken) return undefined
  const own = params.audio?.output?.format
  return fits(rate, own == null ? outputFormat(session) : formatOf(own))
}

/** Of a speaker and the answers that the server gives to turns by itself. */
export const fitsTurns = (rate: number, session: Session | undefined): Fit =>
  answersTurns(session) && speaks(session) ? fits(rate, outputFormat(session)) : undefined
