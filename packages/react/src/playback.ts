/** How far the model's audio has been heard. */
import { conversation, type SessionState, type Speaker } from "@antiphon/client"
import type { HeardMs } from "./messages.ts"

type Item = ReturnType<typeof conversation>[number]

/** What is playing at a moment. */
export interface Playback {
  readonly isPlaying: boolean
  readonly heardMs: HeardMs
}

const silent: Playback = { isPlaying: false, heardMs: () => undefined }

const audioMsOf = (item: Item): number => [...item.parts].reduce((sum, [, { audioMs }]) => sum + audioMs, 0)

/**
 * Follows a speaker. What is queued and not heard yet belongs to the newest items, so it is taken from the end of the
 * conversation backwards.
 */
export const ofSpeaker = (state: SessionState, speaker: Pick<Speaker, "position" | "rate">): Playback => {
  const { given, latencyMs, until } = speaker.position()
  let leftMs = ((given - until) * 1000) / speaker.rate + (given > until ? latencyMs : 0)
  if (leftMs <= 0) return silent
  const heard = new Map<Item, number>()
  for (const item of conversation(state).toReversed()) {
    const audioMs = audioMsOf(item)
    if (item.responseId === undefined || audioMs === 0) continue
    heard.set(item, Math.max(0, audioMs - leftMs))
    leftMs -= audioMs
    if (leftMs <= 0) break
  }
  return { isPlaying: true, heardMs: (item) => heard.get(item) }
}

/** Follows a call, whose server plays. It says when it begins and stops, and the time between is counted here. */
export const makeCallPlayback = (now: () => number) => {
  const since = new Map<string, number>()
  return (state: SessionState): Playback => {
    let isPlaying = false
    for (const [id, { playback }] of state.responses) {
      if (playback !== "playing") since.delete(id)
      else {
        isPlaying = true
        if (!since.has(id)) since.set(id, now())
      }
    }
    if (!isPlaying) return silent
    return {
      isPlaying,
      heardMs: ({ responseId }) => {
        const began = responseId === undefined ? undefined : since.get(responseId)
        return began === undefined ? undefined : now() - began
      }
    }
  }
}
