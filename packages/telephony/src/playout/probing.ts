/** Marks without audio before them, which measure the way before the first audio. */
import type { PlayoutOutput, PlayoutState } from "./PlayoutState.ts"

/** How many are sent, and how far apart, in ms. */
const probes = 30
const probeEveryMs = 15

/** When the next mark measures the way. `undefined` once audio was queued. */
export const probeAt = ({ facts, given, probed, probedAt }: PlayoutState): number | undefined =>
  facts.marks === "none" || given > 0 || probed === probes ? undefined : probedAt + probeEveryMs

/** Sends a mark without audio before it, which comes back at once and so measures the way. */
export const probe = (state: PlayoutState, now: number, outputs: Array<PlayoutOutput>): PlayoutState => {
  const at = probeAt(state)
  if (at === undefined || now < at) return state
  const number = state.number + 1
  const name = `${state.generation}.${number}`
  outputs.push({ _tag: "Mark", name })
  return {
    ...state,
    number,
    probed: state.probed + 1,
    probedAt: now,
    probes: [...state.probes, { name, sentAt: now }]
  }
}
