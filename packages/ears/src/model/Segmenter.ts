/**
 * Splits audio into stretches that one pass can take. A stretch ends in a pause after 8 s of it, and at 22 s at its
 * quietest place. The silence around the speech is left out, because the model is less sure with it.
 */

/** A stretch of the audio without the silence around it. */
export interface Segment {
  /** PCM16 mono at 16 kHz. */
  readonly samples: Int16Array
  /** Where it begins in the audio. */
  readonly startMs: number
  readonly endMs: number
}

/** 10 ms at 16 kHz. All counts below are in frames. */
const frameSamples = 160
const pauseFrames = 20
const marginFrames = 20
const splitAfter = 800
const splitAlways = 2200
/** The end of a stretch without a pause is looked for from here on. */
const quietestAfter = 1400
/** The mean square of a sample below which a frame is silence in any recording. */
const silence = 10
/** How many of the loudest frames are left out, because they may be a click. */
const clickFrames = 4

/** Splits one stream of audio. It keeps at most one stretch and what was pushed last. */
export class Segmenter {
  #samples = new Int16Array()
  #energies: Array<number> = []
  #startFrame = 0

  /** Takes more audio of 16 kHz. Returns the stretches that are complete. */
  push(samples: Int16Array): ReadonlyArray<Segment> {
    this.#append(samples)
    const segments: Array<Segment> = []
    for (let at = this.#split(); at > 0; at = this.#split()) {
      const segment = this.#segment(at)
      if (segment !== undefined) segments.push(segment)
      this.#samples = this.#samples.slice(at * frameSamples)
      this.#energies = this.#energies.slice(at)
      this.#startFrame += at
    }
    return segments
  }

  /** Returns the stretch that is not complete, or `undefined` if it is silent. */
  current(): Segment | undefined {
    return this.#segment(this.#energies.length)
  }

  #append(samples: Int16Array): void {
    const all = new Int16Array(this.#samples.length + samples.length)
    all.set(this.#samples)
    all.set(samples, this.#samples.length)
    this.#samples = all
    const frames = Math.floor(all.length / frameSamples)
    for (let frame = this.#energies.length; frame < frames; frame++) {
      let sum = 0
      for (let i = frame * frameSamples; i < (frame + 1) * frameSamples; i++) sum += (all[i] ?? 0) ** 2
      this.#energies.push(sum / frameSamples)
    }
  }

  /** Returns the frame at which the stretch ends, or 0 if it is not complete. */
  #split(): number {
    const energies = this.#energies
    if (energies.length < splitAfter + pauseFrames) return 0
    const stretch = energies.slice(0, splitAlways)
    const limit = quietLimit(stretch)
    let run = 0
    for (const [frame, energy] of stretch.entries()) {
      run = energy <= limit ? run + 1 : 0
      if (run >= pauseFrames && frame >= splitAfter + pauseFrames / 2) return frame + 1 - pauseFrames / 2
    }
    return energies.length < splitAlways ? 0 : quietest(stretch)
  }

  #segment(frames: number): Segment | undefined {
    const energies = this.#energies.slice(0, frames)
    const peak = peakOf(energies)
    if (peak < silence) return undefined
    const first = energies.findIndex((energy) => energy > peak / 100)
    const last = energies.findLastIndex((energy) => energy > peak / 1000)
    const from = Math.max(0, first - marginFrames)
    const to = Math.min(frames, last + 1 + marginFrames)
    return {
      samples: this.#samples.slice(from * frameSamples, to * frameSamples),
      startMs: (this.#startFrame + from) * 10,
      endMs: (this.#startFrame + to) * 10
    }
  }
}

/** Returns how loud the speech is. A click is left out. */
const peakOf = (energies: ReadonlyArray<number>): number => energies.toSorted((a, b) => b - a)[clickFrames] ?? 0

/** Returns the energy up to which a frame belongs to a pause. It lies above the noise and far below the speech. */
const quietLimit = (energies: ReadonlyArray<number>): number => {
  const sorted = energies.toSorted((a, b) => a - b)
  const peak = sorted.at(-1 - clickFrames) ?? 0
  const noise = sorted[Math.floor(sorted.length / 10)] ?? 0
  return Math.max(silence, peak / 1000, Math.min(noise * 4, peak / 30))
}

/** Returns the middle of the quietest 100 ms near the end. */
const quietest = (energies: ReadonlyArray<number>): number => {
  let best = Infinity
  let found = energies.length
  for (let frame = quietestAfter; frame + 10 <= energies.length; frame++) {
    const sum = energies.slice(frame, frame + 10).reduce((total, energy) => total + energy, 0)
    if (sum < best) [best, found] = [sum, frame + 5]
  }
  return found
}
