/** The idle timeout: the server takes the turn if the user stays silent (protocol section 2 (12)). */
import * as Audio from "./Audio.ts"
import type { Draft } from "./Draft.ts"
import * as Playback from "./playback.ts"
import type { MachineState, RunningResponse } from "./State.ts"

/** `idle_timeout_ms`, or `undefined` if the session has none. */
const timeoutMs = ({ settings }: MachineState): number | undefined =>
  settings.turnDetection?.type === "server_vad" ? (settings.turnDetection.idle_timeout_ms ?? undefined) : undefined

/**
 * Starts the timeout when a response has ended. It runs from the end of the playback. If the client plays the audio, that
 * is taken to be the time of the first audio delta plus the length of the audio.
 */
export const wait = (draft: Draft, { firstAudioAt, id, written }: RunningResponse): void => {
  const ms = timeoutMs(draft.state)
  if (ms === undefined || draft.state.input.turn !== undefined) return
  const byClient = firstAudioAt === undefined ? draft.now : firstAudioAt + Audio.toMs(written.samples)
  const end = draft.state.ownsPlayback ? (Playback.endOf(draft.state, id) ?? draft.now) : byClient
  const at = Math.max(draft.now, end) + ms
  draft.update({ idleAt: at })
  draft.output({ _tag: "Wake", reason: "idle", at })
}

/** Returns the timeout once when it is due, else `undefined`. A tick that comes too early sets the timer again. */
export const due = (draft: Draft): number | undefined => {
  const { idleAt } = draft.state
  if (idleAt === undefined) return undefined
  if (draft.now < idleAt) {
    draft.output({ _tag: "Wake", reason: "idle", at: idleAt })
    return undefined
  }
  draft.update({ idleAt: undefined })
  return timeoutMs(draft.state)
}
