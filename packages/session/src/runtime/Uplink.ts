/** The user's audio on its way to one connection, and what of it the server has made no turn of. */
import { appendEvents, sampleRate } from "@antiphon/audio"
import type { ClientEvent } from "@antiphon/core"
import { type Chunk, latest } from "../machine/RetainedAudio.ts"
import { currentTurn } from "../state/selectors.ts"
import { detectsTurns, inputFormat } from "../state/settings.ts"
import type { SessionState, Turn } from "../state/SessionState.ts"

export type Append = Extract<ClientEvent, { readonly type: "input_audio_buffer.append" }>

export interface Uplink {
  /** The samples in the session's format, in events of at most 100 ms. Nothing is held back. */
  readonly cut: (samples: Int16Array) => ReadonlyArray<{ readonly event: Append; readonly samples: number }>
  /** An event of so many ms is with the connection; false where the conversation has left it meanwhile. */
  readonly sent: (audio: string, ms: number) => boolean
  /** A commit is to be sent: why it would be refused, where no turn detection commits by itself, whose share nobody knows. */
  readonly commit: () => string | undefined
  /** The server made an item of what the turn covers, else of all up to the commit; gives it where it is kept whole. */
  readonly committed: (turn: Turn | undefined) => ReadonlyArray<Chunk>
  /** The server is to forget what it has. */
  readonly clear: () => void
  /** It did. */
  readonly cleared: () => void
  /** The commit failed. */
  readonly uncommitted: () => void
  /** Whether the user is in the middle of a turn that is committed by hand. */
  readonly isHeld: () => boolean
  /** Leaves the connection; gives what to tell another: all of it, or where turn detection hears nobody, the last second. */
  readonly leave: () => ReadonlyArray<Chunk>
}

const quietMs = 1000

export const makeUplink = (state: () => SessionState, keptMs: number): Uplink => {
  let untilMs = 0
  let heldFromMs = 0
  let committedMs = 0
  let marks: ReadonlyArray<number> = []
  let chunks: ReadonlyArray<Chunk> = []
  let clearMs: number | undefined
  let left = false

  const take = (fromMs: number, toMs: number): ReadonlyArray<Chunk> => {
    const taken = chunks.filter((chunk) => chunk.toMs > fromMs && chunk.fromMs < toMs)
    chunks = chunks.filter((chunk) => chunk.toMs > toMs)
    committedMs = toMs
    return taken
  }
  const isWhole = ([first]: ReadonlyArray<Chunk>, fromMs: number): boolean =>
    first !== undefined && first.fromMs <= fromMs
  return {
    cut: (samples) => {
      const format = inputFormat(state().session)
      const most = sampleRate(format) / 10
      return appendEvents(samples, format, most).map((event, index) => ({
        event,
        samples: Math.min(most, samples.length - index * most)
      }))
    },
    sent: (audio, ms) => {
      if (left) return false
      const chunk = { audio, fromMs: untilMs, toMs: (untilMs += ms) }
      if (keptMs > 0) chunks = latest([...chunks, chunk], keptMs)
      return true
    },
    commit: () => {
      const heldMs = untilMs - heldFromMs
      if (heldMs < 100 && !detectsTurns(state().session)) {
        return `a commit needs at least 100 ms of audio and there are ${heldMs} ms; send more audio first`
      }
      heldFromMs = untilMs
      marks = [...marks, untilMs]
      return undefined
    },
    committed: (turn) => {
      const [mark = untilMs, ...rest] = marks
      const heard = turn?.audioEndMs !== undefined
      if (!heard) marks = rest
      const from = (heard ? turn.audioStartMs : undefined) ?? committedMs
      const taken = take(from, turn?.audioEndMs ?? mark)
      return isWhole(taken, from) ? taken : []
    },
    clear: () => {
      clearMs = untilMs
    },
    cleared: () => {
      committedMs = Math.max(committedMs, clearMs ?? untilMs)
      heldFromMs = Math.max(heldFromMs, committedMs)
      chunks = chunks.filter(({ toMs }) => toMs > committedMs)
      clearMs = undefined
    },
    uncommitted: () => {
      marks = marks.slice(1)
    },
    isHeld: () => untilMs > heldFromMs && !detectsTurns(state().session),
    leave: () => {
      left = true
      if (!detectsTurns(state().session)) return chunks
      const from = currentTurn(state())?.audioStartMs ?? untilMs - quietMs
      return chunks.filter(({ toMs }) => toMs > from)
    }
  }
}
