/** How loud both sides are now. */
import type { Speaker } from "@antiphon/client"

/** From 0 (silence) to 1 (as loud as speech gets). */
export interface Levels {
  readonly user: number
  readonly model: number
}

/** The meters of a conversation. */
export interface Meters {
  /** Measures before each frame of the page and calls the listener, and returns a function that ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Returns what was measured last, as the same object until a level changes. React reads it more than once per render. */
  readonly read: () => Levels
}

export const silence: Levels = { user: 0, model: 0 }

/** The step in which levels change, so that silence renders nothing. */
const steps = 50

/** Makes meters of these two sources. */
export const makeMeters = (user: () => number, model: () => number): Meters => {
  let levels = silence
  const measure = (): void => {
    const now = { user: step(user()), model: step(model()) }
    if (now.user !== levels.user || now.model !== levels.model) levels = now
  }
  return {
    subscribe: (listener) => {
      let frame = requestAnimationFrame(function look() {
        measure()
        listener()
        frame = requestAnimationFrame(look)
      })
      return () => cancelAnimationFrame(frame)
    },
    read: () => levels
  }
}

const step = (level: number): number => Math.round(Math.min(1, level) * steps) / steps

/** Speech at -12 dB is full. Loudness is felt by its logarithm. */
const levelOf = (rms: number): number => Math.max(0, 1 + Math.log10(Math.max(rms, 1e-5) / 0.25) / 2)

const blockMs = 20

/** Measures what a speaker plays, at its position. Wrap its `queue`. */
export const makeSpeakerMeter = (speaker: Pick<Speaker, "position" | "rate">) => {
  const block = (speaker.rate * blockMs) / 1000
  /** The sum of squares by the number of the block. */
  const sums = new Map<number, number>()
  let given = speaker.position().given
  return {
    queued: (samples: Int16Array): void => {
      for (const sample of samples) {
        const at = Math.floor(given++ / block)
        sums.set(at, (sums.get(at) ?? 0) + (sample / 32768) ** 2)
      }
    },
    level: (): number => {
      const { given, until } = speaker.position()
      const at = Math.floor(until / block)
      for (const [old] of sums) {
        if (old >= at) break
        sums.delete(old)
      }
      return given > until ? levelOf(Math.sqrt((sums.get(at) ?? 0) / block)) : 0
    }
  }
}

/** Measures streams with Web Audio. Without it every level is 0. */
export const makeStreamMeter = () => {
  let context: AudioContext | undefined
  let source: MediaStreamAudioSourceNode | undefined
  let analyser: AnalyserNode | undefined
  return {
    /** Measures this stream in place of the last one. */
    use: (stream: MediaStream): void => {
      try {
        context ??= new AudioContext()
        analyser ??= new AnalyserNode(context, { fftSize: 1024 })
        source?.disconnect()
        source = context.createMediaStreamSource(stream)
        source.connect(analyser)
      } catch {
        // A page without Web Audio has no levels.
      }
    },
    level: (): number => {
      if (analyser === undefined) return 0
      const samples = new Float32Array(analyser.fftSize)
      analyser.getFloatTimeDomainData(samples)
      return levelOf(Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length))
    },
    close: (): void => {
      void context?.close().catch(() => {})
      context = undefined
      analyser = undefined
      source = undefined
    }
  }
}
