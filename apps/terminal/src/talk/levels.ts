/** How loud both sides are now. */
import { Pcm16 } from "@antiphon/audio"
import type { Sink } from "@antiphon/audio/node"

/** The levels of the last moments, as root mean squares from 0 to 1. */
export interface Levels {
  /** Takes a block of the microphone. */
  readonly heard: (samples: Int16Array) => void
  /** Passes everything on to a player and measures it. */
  readonly watch: (sink: Sink) => Sink
  /** Returns the loudest levels since the last look. */
  readonly look: () => { readonly microphone: number; readonly speaker: number }
}

/** Makes levels, both silent. */
export const makeLevels = (): Levels => {
  let [microphone, speaker] = [0, 0]
  return {
    heard: (samples) => {
      microphone = Math.max(microphone, Pcm16.level(samples).rms)
    },
    watch: (sink) => ({
      write: (bytes) => {
        const samples = Pcm16.fromBytes(bytes)
        if (samples._tag === "Success") speaker = Math.max(speaker, Pcm16.level(samples.success).rms)
        return sink.write(bytes)
      },
      once: (event, listener) => sink.once(event, listener)
    }),
    look: () => {
      const seen = { microphone, speaker }
      microphone = 0
      speaker = 0
      return seen
    }
  }
}
