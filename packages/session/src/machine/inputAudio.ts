/**
 * The user's audio on one connection, and what of it the server has made no turn of. Times are ms of all audio sent on the
 * connection.
 */
import { currentTurn } from "../state/selectors.ts"
import type { SessionState, Turn } from "../state/SessionState.ts"
import { detectsTurns } from "../state/settings.ts"
import { type Chunk, withLatest } from "./retainedAudio.ts"

/** Where the user's audio stands on one connection. */
export interface InputAudio {
  readonly untilMs: number
  /** Where the turn begins that is committed by hand. */
  readonly heldFromMs: number
  readonly committedMs: number
  /** Where each commit came that the server has not answered. */
  readonly marks: ReadonlyArray<number>
  /** What was kept and has become no item. */
  readonly chunks: ReadonlyArray<Chunk>
  /** Where a clear came that the server has not answered. */
  readonly clearMs: number | undefined
}

export const noInput: InputAudio = {
  untilMs: 0,
  heldFromMs: 0,
  committedMs: 0,
  marks: [],
  chunks: [],
  clearMs: undefined
}

/** How much of the silence before a turn is sent to the next server. */
const quietMs = 1000
/** A server refuses a commit of less audio. */
const leastMs = 100

/** The connection has a piece of audio. `keptMs` is how much is kept at most. */
export const sent = (input: InputAudio, keptMs: number, audio: string, ms: number): InputAudio => {
  const untilMs = input.untilMs + ms
  const chunk = { audio, fromMs: input.untilMs, toMs: untilMs }
  return { ...input, untilMs, chunks: keptMs > 0 ? withLatest(input.chunks, chunk, keptMs) : input.chunks }
}

/**
 * Why the server would refuse a commit, or `undefined`. Not checked when turn detection is on. The server then commits audio
 * itself, and the client cannot know how much is left.
 */
export const tooShort = (input: InputAudio, session: SessionState): string | undefined => {
  const heldMs = input.untilMs - input.heldFromMs
  return heldMs < leastMs && !detectsTurns(session.session)
    ? `A commit needs at least ${leastMs} ms of audio and there are ${heldMs} ms. Send more audio first.`
    : undefined
}

/** A commit is sent. */
export const commit = (input: InputAudio): InputAudio => ({
  ...input,
  heldFromMs: input.untilMs,
  marks: [...input.marks, input.untilMs]
})

/** The commit failed. */
export const uncommitted = (input: InputAudio): InputAudio => ({ ...input, marks: input.marks.slice(1) })

/** The server made an item of what the turn covers, or of all up to the commit. `chunks` is its audio if it is kept whole. */
export const committed = (
  input: InputAudio,
  turn: Turn | undefined
): { readonly input: InputAudio; readonly chunks: ReadonlyArray<Chunk> } => {
  const [mark = input.untilMs, ...rest] = input.marks
  const isDetected = turn?.audioEndMs !== undefined
  const fromMs = (isDetected ? turn.audioStartMs : undefined) ?? input.committedMs
  const toMs = turn?.audioEndMs ?? mark
  const taken = input.chunks.filter((chunk) => chunk.toMs > fromMs && chunk.fromMs < toMs)
  const [first] = taken
  return {
    input: {
      ...input,
      marks: isDetected ? input.marks : rest,
      chunks: input.chunks.filter((chunk) => chunk.toMs > toMs),
      committedMs: toMs
    },
    chunks: first !== undefined && first.fromMs <= fromMs ? taken : []
  }
}

/** The server is to forget what it has. */
export const clear = (input: InputAudio): InputAudio => ({ ...input, clearMs: input.untilMs })

/** The server forgot it. */
export const cleared = (input: InputAudio): InputAudio => {
  const committedMs = Math.max(input.committedMs, input.clearMs ?? input.untilMs)
  return {
    ...input,
    committedMs,
    heldFromMs: Math.max(input.heldFromMs, committedMs),
    chunks: input.chunks.filter(({ toMs }) => toMs > committedMs),
    clearMs: undefined
  }
}

/** Whether the user is in the middle of a turn that is committed by hand. */
export const isHeld = (input: InputAudio, session: SessionState): boolean =>
  input.untilMs > input.heldFromMs && !detectsTurns(session.session)

/** What is sent on another connection. It is all of it, or the last second if turn detection is on and no one speaks. */
export const left = (input: InputAudio, session: SessionState): ReadonlyArray<Chunk> => {
  if (!detectsTurns(session.session)) return input.chunks
  const fromMs = currentTurn(session)?.audioStartMs ?? input.untilMs - quietMs
  return input.chunks.filter(({ toMs }) => toMs > fromMs)
}
