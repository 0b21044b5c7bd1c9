/**
 * The planned move of a conversation to another connection, before the server ends its session. From the margin on it takes
 * the first calm moment, at which no turn, response, call, command or playback is under way. If none comes, the move is made a
 * command's deadline before the end.
 */
import { isBetweenTurns } from "../state/selectors.ts"
import type { Draft } from "./Draft.ts"
import * as Hints from "./hints.ts"
import { isIdle } from "./idle.ts"
import type { Move, Phase } from "./Supervision.ts"

type Held = Extract<Phase, { readonly _tag: "Held" }>

/** Looks at the age of the connection. */
export const ageTimer = "age"
/** Looks once more whether the moment is calm. */
export const calmTimer = "calm"

const isFree = ({ session, state }: Draft): boolean =>
  isIdle(state) && state.sending.size === 0 && isBetweenTurns(session)

/** How long the speaker still plays what it was given, in ms. */
const playingMs = ({ elapsed, state }: Draft): number => Math.max(0, (state.playback?.endsAt ?? 0) - elapsed)

const ageOf = (draft: Draft, { since }: Held): number => draft.elapsed - since

/** The ages between which to look for a moment, in ms. */
const timesOf = (draft: Draft, { life }: Held): { readonly from: number; readonly until: number } => {
  const { commandMs, marginMs } = draft.state.options
  const { supervision } = draft.state
  return Hints.planned(supervision?.hints ?? Hints.noHints, life, { marginMs, deadlineMs: commandMs })
}

const setAge = (draft: Draft, held: Held, due: number): void => {
  if (due < Infinity) draft.setTimer(ageTimer, Math.max(1, Math.ceil(due - ageOf(draft, held))))
}

/** The conversation has come to a connection. */
export const begin = (draft: Draft, held: Held): void => setAge(draft, held, timesOf(draft, held).from)

/** Whether the move cannot wait any longer. */
export const isOverdue = (draft: Draft, held: Held): boolean => ageOf(draft, held) >= timesOf(draft, held).until

/** A timer of the age ran. Returns how the move stands. A timer that fires early is set again. */
export const aged = (draft: Draft, held: Held): Move => {
  const { from, until } = timesOf(draft, held)
  if (held.move._tag === "Early" && ageOf(draft, held) < from) {
    setAge(draft, held, from)
    return held.move
  }
  if (ageOf(draft, held) < until) setAge(draft, held, until)
  return held.move._tag === "Early" ? { _tag: "Looking" } : held.move
}

/** Looks for a calm moment. A caller that has just had its answer goes on first. */
export const look = (draft: Draft): void => {
  if (isFree(draft) && !draft.state.timers.has(calmTimer)) draft.setTimer(calmTimer, playingMs(draft))
}

/** Whether the moment is calm. */
export const isCalm = (draft: Draft): boolean => isFree(draft) && playingMs(draft) === 0
