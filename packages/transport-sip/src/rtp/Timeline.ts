/** From packets in order to samples without holes, as a pure machine. */
import { G711, type G711Law } from "@antiphon/audio"
import type { RtpPacket } from "@antiphon/core/transport"

/** The most samples of a hole that are made up. They are a second. The timeline skips a longer hole. */
export const maxHole = 8000

/** Samples of the piece that stands for lost audio. */
const pieceSamples = 160

export interface Timeline {
  /** The source, and the timestamp that its next sample has. */
  readonly next: { readonly ssrc: number; readonly timestamp: number } | undefined
  /** The end of what was played, to make up what is missing. */
  readonly last: Int16Array
}

export interface TimelineStep {
  readonly state: Timeline
  readonly samples: ReadonlyArray<Int16Array>
}

export const begin: Timeline = { next: undefined, last: new Int16Array() }

/** Adds a packet of audio, and before it what is missing. */
export const play = (state: Timeline, packet: RtpPacket, law: G711Law): TimelineStep => {
  const own = G711.decode(law, G711.fromBytes(law, packet.payload))
  const next = { ssrc: packet.ssrc, timestamp: (packet.timestamp + own.length) >>> 0 }
  const gap = state.next?.ssrc === packet.ssrc ? (packet.timestamp - state.next.timestamp) | 0 : 0
  const hole = gap > 0 && gap <= maxHole ? madeUp(state.last, gap) : []
  if (own.length === 0) return { state, samples: [] }
  return { state: { next, last: own.slice(-pieceSamples) }, samples: [...hole, own] }
}

/** Repeats the last piece ever more softly, and goes on in silence. */
const madeUp = (last: Int16Array, length: number): ReadonlyArray<Int16Array> => {
  const pieces: Array<Int16Array> = []
  for (let start = 0; start < length; start += pieceSamples) {
    const volume = last.length < pieceSamples ? 0 : Math.max(0, 0.5 - start / pieceSamples / 6)
    const piece = last.length < pieceSamples ? new Int16Array(pieceSamples) : last.map((sample) => sample * volume)
    pieces.push(piece.subarray(0, Math.min(pieceSamples, length - start)))
  }
  return pieces
}
