/** The caller's audio, from an append or from a track. */
import { Base64, Pcm16 } from "@antiphon/audio"
import { keep } from "./sound.ts"
import type { LiveState } from "./State.ts"
import { type LiveStep, output, placeOf } from "./Step.ts"

/** The model receives silence while the caller is muted or a fixture plays. Sidebands receive the caller before that. */
export const takeSound = (state: LiveState, samples: Int16Array): LiveStep => {
  const isHeard = !state.isMuted && state.fixture === undefined
  const heard = isHeard ? samples : new Int16Array(samples.length)
  const next = { ...state, appended: state.appended + samples.length, recent: keep(state.recent, heard) }
  const audio = Base64.encode(Pcm16.toBytes(samples))
  const times = { start_ms: placeOf(state.appended), end_ms: placeOf(next.appended) }
  const reflected = { type: "session.input_audio.append", audio, ...times } as const
  return output(next, { _tag: "Send", to: "sidebands", event: reflected }, { _tag: "Feed", samples: heard })
}
