/** The loudness of all audio that the user sent in the session. The offsets of turns count this audio. */
import { Pcm16 } from "@antiphon/audio"
import type { Turn } from "@antiphon/session"
import { levelMs, type Speech } from "./Playout.ts"

/** The levels of the sent audio. */
export interface Uplink {
  /** Peaks from 0 to 1, one per {@link levelMs}. The oldest are dropped. */
  readonly levels: ReadonlyArray<number>
  /** The number of dropped levels. */
  readonly from: number
}

/** The uplink before the first block. */
export const silentUplink: Uplink = { levels: [], from: 0 }

/** Ten minutes of levels. */
const limit = 15_000

/** A block of {@link levelMs} was sent. */
export const said = ({ from, levels }: Uplink, block: Int16Array): Uplink => {
  const all = [...levels, Pcm16.level(block).peak]
  const gone = Math.max(0, all.length - limit)
  return { levels: gone === 0 ? all : all.slice(gone), from: from + gone }
}

/** The sound of a turn so far, or `undefined` if its place in the audio is unknown. */
export const speechOf = ({ from, levels }: Uplink, turn: Turn | undefined): Speech | undefined => {
  if (turn?.audioStartMs === undefined) return undefined
  const begin = Math.floor(turn.audioStartMs / levelMs) - from
  const end = turn.audioEndMs === undefined ? levels.length : Math.ceil(turn.audioEndMs / levelMs) - from
  const spoken = levels.slice(Math.max(0, begin), Math.max(0, end))
  if (spoken.length === 0) return undefined
  const totalMs = spoken.length * levelMs
  return { itemId: turn.itemId, levels: spoken, totalMs, heardMs: totalMs, settled: turn.status !== "speaking" }
}
