/** How long the user waits for each answer. */
import type { Speaker } from "@antiphon/session"
import type { EventListener } from "./EventListener.ts"

/** The latency of one turn. */
export interface TurnLatency {
  readonly responseId: string
  /**
   * What is measured from. It is the server's word that the speech has ended, the commit of the user's audio, or the request
   * for the response.
   */
  readonly from: "speech_stopped" | "committed" | "requested"
  /** Until the first audio or text of the answer came, in ms. A tool that runs first is counted. */
  readonly firstAudioMs: number
  /** Until the speaker began to play it, in ms, or `undefined` if there is no speaker or it was not played. */
  readonly firstHeardMs: number | undefined
}

const lookMs = 10
/** An answer that is not played by then is reported as it is. */
const mostMs = 30_000
const firsts = /^(response\.output_(audio|text)\.delta|output_audio_buffer\.started)$/

/**
 * Listens to the events as they travel. `speaker` returns what plays the samples of the session now, if anything does, and
 * `isOver` whether the session has ended.
 */
export const makeLatency = (
  speaker: () => Pick<Speaker, "position"> | undefined,
  isOver: () => boolean,
  done: (latency: TurnLatency) => void
): EventListener => {
  let start: { readonly from: TurnLatency["from"]; readonly at: number } | undefined

  const follow = (latency: TurnLatency, since: number): void => {
    /** A speaker that fails is reported by the session. */
    const positionOf = () => {
      try {
        return speaker()?.position()
      } catch {
        return undefined
      }
    }
    const before = positionOf()?.given ?? 0
    const look = (): void => {
      const position = positionOf()
      const waited = performance.now() - since
      if (position === undefined || waited > mostMs || isOver()) return done(latency)
      if (position.until > before) done({ ...latency, firstHeardMs: waited + position.latencyMs })
      else setTimeout(look, lookMs)
    }
    look()
  }

  return (direction, event) => {
    const at = performance.now()
    if (event.type === "input_audio_buffer.speech_stopped") start = { from: "speech_stopped", at }
    else if (event.type === "input_audio_buffer.committed") start ??= { from: "committed", at }
    else if (direction === "sent" && event.type === "response.create") start ??= { from: "requested", at }
    else if (start !== undefined && firsts.test(event.type) && "response_id" in event) {
      const { at: since, from } = start
      start = undefined
      const responseId = String(event.response_id)
      follow({ responseId, from, firstAudioMs: at - since, firstHeardMs: undefined }, since)
    }
  }
}
