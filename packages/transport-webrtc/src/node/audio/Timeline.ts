/** From packets in order to samples without holes. A packet that never came is recovered, concealed, or left silent. */
import type { Arrival } from "@antiphon/core/transport"
import { type Decoder, frameSamples, frameTicks, sampleRate } from "./opus.ts"

/** The most frames in a row that are concealed. By then the concealment has faded out. */
const maxGuessed = 5

/** The most frames of a hole. They are a second. The timeline skips the rest of a longer hole. */
export const maxHole = 50

/** Ticks of the RTP clock for each sample. */
const ticksPerSample = 48_000 / sampleRate

export interface Timeline {
  /** Returns the samples that an arrival adds, first those for the missing packets before it, then its own. */
  readonly play: (arrival: Arrival) => ReadonlyArray<Int16Array>
  /** Frames made up so far. */
  readonly concealed: () => number
}

export const makeTimeline = (decoder: Decoder): Timeline => {
  /** The source that is heard, and the timestamp that its next sample has. */
  let heard: { readonly ssrc: number; readonly timestamp: number } | undefined
  let concealed = 0

  /** Frames missing before a packet. A source that leaves silence out shows it by its timestamps alone. */
  const missing = ({ lost, packet }: Arrival): number => {
    if (heard === undefined || heard.ssrc !== packet.ssrc) return 0
    const ticks = (packet.timestamp - heard.timestamp) | 0
    const frames = Math.round(ticks / frameTicks)
    return frames >= 0 && frames <= maxHole ? frames : Math.min(lost, maxHole)
  }
  const made = (frame: number, frames: number, { lost, packet }: Arrival): Int16Array => {
    concealed += 1
    if (lost > 0 && frame === frames - 1 && packet.payload.length > 0) return decoder.recover(packet.payload)
    return frame < maxGuessed ? decoder.conceal() : new Int16Array(frameSamples)
  }
  return {
    play: (arrival) => {
      const { packet } = arrival
      const frames = missing(arrival)
      const samples = Array.from({ length: frames }, (_, frame) => made(frame, frames, arrival))
      // An empty payload, such as a probe for bandwidth, keeps its place in the sequence and carries no sound.
      const own = packet.payload.length === 0 ? new Int16Array() : (decoder.decode(packet.payload) ?? decoder.conceal())
      heard = { ssrc: packet.ssrc, timestamp: (packet.timestamp + own.length * ticksPerSample) >>> 0 }
      return own.length === 0 ? samples : [...samples, own]
    },
    concealed: () => concealed
  }
}
