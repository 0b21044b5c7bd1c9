/** The media that a server plays on. It is paced by the clock in packets of 20 ms, and what was sent is heard. */
import type { Clock } from "../world/Clock.ts"
import type { Heard } from "../story/Story.ts"
import { markOf, packetSamples, runsOf } from "./voices.ts"

export interface Track {
  /** Plays samples behind what is being played. */
  readonly play: (samples: Int16Array) => void
  /** Drops what has not been sent. */
  readonly clear: () => void
  /** The connection has ended. */
  readonly end: () => void
  readonly heard: () => ReadonlyArray<Heard>
}

const samplesPerMs = 24

/** `delayMs` is how long sound is under way. */
export const makeTrack = (clock: Clock, delayMs: number): Track => {
  let sent: Array<Heard> = []
  let until = 0
  let isOver = false
  const clear = (): void => {
    sent = sent.filter(({ at }) => at <= clock.now() + delayMs)
    until = clock.now()
  }
  return {
    play: (samples) => {
      if (isOver) return
      until = Math.max(until, clock.now())
      for (const [sample, length] of runsOf(samples)) {
        const { answer, packet } = markOf(sample)
        for (let from = 0; from < length; from += packetSamples) {
          const some = Math.min(packetSamples, length - from)
          sent.push({ answer, packet, samples: some, at: until + delayMs })
          until += some / samplesPerMs
        }
      }
    },
    clear,
    end: () => {
      if (!isOver) clear()
      isOver = true
    },
    heard: () => sent
  }
}
