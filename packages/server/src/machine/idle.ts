/** The server takes the turn when nobody speaks (protocol section 2 (12)). */
import * as Audio from "./Audio.ts"
import type { Draft } from "./Draft.ts"
import * as Playback from "./playback.ts"
import type { MachineState, RunningResponse } from "./State.ts"

/** `idle_timeout_ms`, where the session has one. */
const timeoutMs = ({ settings }: MachineState): number | undefined =>
  settings.turnDetection?.type === "server_vad" ? (settings.turnDetection.idle_timeout_ms ?? undefined) : undefined

/**
 * Starts waiting when a response has ended: from the end of its playback, which is its first audio sent plus its length
 * where the client plays it.
 */
export const wait = (draft: Draft, { id, heardFrom, written }: RunningResponse): void => {
  const ms = timeoutMs(draft.state)
  if (ms === undefined || draft.state.input.turn !== undefined) return
  const byClient = heardFrom === undefined ? draft.now : heardFrom + Audio.toMs(written.samples)
  const end = draft.state.ownsPlayback ? (Playback.endOf(draft.state, id) ?? draft.now) : byClient
  const at = Math.max(draft.now, end) + ms
  draft.update({ idleAt: at })
  draft.output({ _tag: "Wake", reason: "idle", at })
}

/** For how long the user has been silent, once that is long enough. Says it once, and asks again if it was woken too early. */
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
