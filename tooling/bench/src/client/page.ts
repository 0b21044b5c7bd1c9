/** The page of the bench. It has a session with a speaker and no microphone. */
import { connect } from "@antiphon/client"
import { openSpeaker } from "@antiphon/client/browser"

declare global {
  /** The times at which the speaker reported that it had stopped, by `performance.now()`, one for each clear. */
  var stoppedMs: Array<number>
}
globalThis.stoppedMs = []

const url = document.documentElement.dataset["realtimeUrl"]
const speaker = await openSpeaker()
const clear = async () => {
  const cleared = await speaker.clear()
  stoppedMs.push(performance.now())
  return cleared
}

export const session = await connect({ model: "gpt-realtime", key: "ek_bench", url, speaker: { ...speaker, clear } })
