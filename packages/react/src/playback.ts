/** How far the model's audio has been heard. */
import { conversation, type SessionState, type Speaker } from "@antiphon/client"
import type { HeardMs } from "./messages.ts"

type Item = ReturnType<typeof conversation>[number]

/** What is playing at a moment. */
export interface Playback {
  readonly isPlaying: boolean
  readonly heardMs: HeardMs
}

const audioMsOf = (item: Item): number => [...item.parts].reduce((sum, [, { audioMs }]) => sum + audioMs, 0)

/**
 * Follows a speaker. What is queued and not heard yet belongs to the newest items, so it is taken from the end of the
 * conversation backwards.
 */
export const ofSpeaker = (state: SessionState, speaker: Pick<Speaker, "position" | "rate">): Playback => {
  const { given, latencyMs, until } = speaker.position()
  let leftMs = ((given - until) * 1000) / speaker.rate + (given > until ? latencyMs : 0)
  const isPlaying = leftMs > 0
  const heard = new Map<Item, number>()
  for (const item of conversation(state).toReversed()) {
    const audioMs = audioMsOf(item)
    if (item.responseId === undefined) continue
    if (audioMs === 0) {
      // Its words have come before its sound.
      if (item.status === "in_progress") heard.set(item, 0)
      continue
    }
    if (leftMs <= 0) break
    heard.set(item, Math.max(0, audioMs - leftMs))
    leftMs -= audioMs
  }
  return { isPlaying, heardMs: (item) => heard.get(item) }
}

/**
 * Follows a call, whose server plays. It says when it begins and stops, and the time between is counted here. A response that it has
 * not begun to play waits behind another or was interrupted before, so nothing of it was heard. Returns `undefined` until the
 * server has played something, because a speaker of the page may play instead.
 */
export const makeCallPlayback = (now: () => number) => {
  const since = new Map<string, number>()
  return (state: SessionState): Playback | undefined => {
    let isCall = false
    let isPlaying = false
    for (const [id, { playback }] of state.responses) {
      isCall ||= playback !== undefined
      if (playback !== "playing") since.delete(id)
      else {
        isPlaying = true
        if (!since.has(id)) since.set(id, now())
      }
    }
    if (!isCall) return undefined
    return {
      isPlaying,
      heardMs: ({ responseId }) => {
        const response = responseId === undefined ? undefined : state.responses.get(responseId)
        if (response === undefined) return undefined
        if (response.playback === undefined) return 0
        const began = since.get(response.id)
        return began === undefined ? undefined : now() - began
      }
    }
  }
}
