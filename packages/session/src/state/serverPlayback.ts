/** What a server plays that sends its audio in tracks. It plays one response after the other, in the order in which they began. */
import type { ItemState, ResponseState, SessionState } from "./SessionState.ts"

/** Whether the server plays a response, or is about to play the next one because it has played the one before to its end. */
export const isSounding = (state: SessionState): boolean => {
  const all = [...state.responses.values()]
  if (all.some(({ playback }) => playback === "playing")) return true
  const last = all.findLastIndex(({ playback }) => playback !== undefined)
  return all[last]?.playback === "stopped" && all.slice(last + 1).some((response) => speaks(state, response))
}

/** Whether a response has an item with audio. */
const speaks = ({ items }: SessionState, response: ResponseState): boolean =>
  [...response.items.values()].some((id) => {
    const item = items.get(id)
    return item !== undefined && isSpoken(item)
  })

/** Whether an item has audio, or will have some. */
export const isSpoken = ({ parts }: ItemState): boolean =>
  [...parts.values()].some(({ audioMs, type }) => type === "output_audio" || audioMs > 0)
