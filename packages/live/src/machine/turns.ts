/**
 * Groups the words of the transcripts into turns. The server marks no end of a turn. A turn ends with a long pause, or when
 * the other speaker begins after it.
 */
import type { LiveState, LiveTurn } from "./State.ts"

/** The turns that are kept. */
const maxTurns = 1000
/** The characters of a turn. A longer one goes on in another turn. */
const maxTurnChars = 65_536

/** A gap that is no pause, whatever the other speaker says in it. */
const breathMs = 300

/** The next words of a speaker. */
export interface Words {
  readonly speaker: LiveTurn["speaker"]
  readonly text: string
  readonly startMs: number | undefined
  readonly endMs: number | undefined
}

/** Adds words to the turn that they go on with, or begins a turn. */
export const addWords = (state: LiveState, words: Words): LiveState => {
  if (words.text === "") return state
  const index = state.turns.findLastIndex(({ speaker }) => speaker === words.speaker)
  const turn = state.turns[index]
  if (turn === undefined || !goesOn(state, turn, words)) return begin(state, words)
  const endMs = later(turn.endMs, words.endMs)
  return { ...state, turns: state.turns.with(index, { ...turn, text: turn.text + words.text, endMs }) }
}

const goesOn = ({ settings, turns }: LiveState, turn: LiveTurn, { startMs, text }: Words): boolean => {
  if (turn.text.length + text.length > maxTurnChars) return false
  if (turn.endMs === undefined || startMs === undefined) return turns.at(-1) === turn
  const { endMs } = turn
  const gapMs = startMs - endMs
  const other = turns.findLast(({ speaker }) => speaker !== turn.speaker)
  const spokeBetween = gapMs > breathMs && (other?.startMs ?? startMs) < startMs && (other?.endMs ?? endMs) > endMs
  return gapMs <= settings.pauseMs && !spokeBetween
}

/** Words of both speakers arrive at their own pace, so a turn goes to its place by its beginning. */
const begin = (state: LiveState, { endMs, speaker, startMs, text }: Words): LiveState => {
  const turn: LiveTurn = { id: state.nextTurn, speaker, text, startMs, endMs: endMs ?? startMs }
  const after = state.turns.findLastIndex((each) => !isLater(each.startMs, startMs))
  const turns = state.turns.toSpliced(after + 1, 0, turn).slice(-maxTurns)
  return { ...state, turns, nextTurn: state.nextTurn + 1 }
}

const isLater = (a: number | undefined, b: number | undefined): boolean => a !== undefined && b !== undefined && a > b

const later = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b)

/** How much of a turn of the model the speaker has played. It is an estimate if the turn is `partly` heard. */
export const heardOf = ({ heardMs }: Pick<LiveState, "heardMs">, turn: LiveTurn): "none" | "partly" | "all" => {
  if (turn.speaker === "user") return "all"
  if (turn.endMs !== undefined && heardMs >= turn.endMs) return "all"
  return turn.startMs !== undefined && heardMs > turn.startMs ? "partly" : "none"
}
