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
/** The room for samples at first, and the most that is kept after a large piece. They are 2 s and 44 s. */
const samplesAtFirst = 32_000
const samplesKept = 704_000

/**
 * Splits one stream of audio. It keeps at most one stretch and what was pushed last. A sample is copied a few times at most,
 * however small or large the pieces are.
 */
export class Segmenter {
  #samples = new Int16Array(samplesAtFirst)
  /** Where the samples of the stretch begin and end. */
  #start = 0
  #end = 0
  /** The frames of the stretch and of those before it. The stretch begins at {@link #startFrame}. */
  #energies: Array<number> = []
  #firstFrame = 0
  #startFrame = 0

  /** Takes more audio of 16 kHz. Returns the stretches that are complete. */
  push(samples: Int16Array): ReadonlyArray<Segment> {
    if (!this.#append(samples)) return []
    const segments: Array<Segment> = []
    for (let at = this.#split(); at > 0; at = this.#split()) {
      const segment = this.#segment(at)
      if (segment !== undefined) segments.push(segment)
      this.#start += at * frameSamples
      this.#startFrame += at
    }
    if (this.#startFrame > this.#firstFrame) this.#forget()
    return segments
  }

  /** Returns the stretch that is not complete, or `undefined` if it is silent. */
  current(): Segment | undefined {
    return this.#segment(this.#frames)
  }

  /** The whole frames of the stretch. */
  get #frames(): number {
    return this.#firstFrame + this.#energies.length - this.#startFrame
  }

  /** Returns whether there is another whole frame. */
  #append(samples: Int16Array): boolean {
    if (this.#end + samples.length > this.#samples.length) this.#makeRoom(samples.length)
    this.#samples.set(samples, this.#end)
    this.#end += samples.length
    const frames = Math.floor((this.#end - this.#start) / frameSamples)
    const before = this.#frames
    for (let frame = before; frame < frames; frame++) {
      let sum = 0
      const from = this.#start + frame * frameSamples
      for (let i = from; i < from + frameSamples; i++) sum += (this.#samples[i] ?? 0) ** 2
      this.#energies.push(sum / frameSamples)
    }
    return frames > before
  }

  /** Moves the stretch to the front, into twice the room if it fills more than half of it. */
  #makeRoom(more: number): void {
    const waiting = this.#samples.subarray(this.#start, this.#end)
    const needed = waiting.length + more
    const room = 2 * needed > this.#samples.length ? new Int16Array(2 * needed) : this.#samples
    room.set(waiting)
    this.#samples = room
    this.#start = 0
    this.#end = waiting.length
  }

  /** Forgets the frames before the stretch, and the room that one large piece took. */
  #forget(): void {
    if (this.#samples.length > samplesKept && this.#end - this.#start < samplesKept / 2) {
      this.#samples = this.#samples.slice(this.#start, this.#start + samplesKept)
      this.#end -= this.#start
      this.#start = 0
    }
    this.#energies = this.#energies.slice(this.#startFrame - this.#firstFrame)
    this.#firstFrame = this.#startFrame
  }

  /** The energies of the first frames of the stretch. */
  #energiesOf(frames: number): ReadonlyArray<number> {
    const from = this.#startFrame - this.#firstFrame
    return this.#energies.slice(from, from + frames)
  }

  /** Returns the frame at which the stretch ends, or 0 if it is not complete. */
  #split(): number {
    const frames = this.#frames
    if (frames < splitAfter + pauseFrames) return 0
    const stretch = this.#energiesOf(splitAlways)
    const limit = quietLimit(stretch)
    let run = 0
    for (const [frame, energy] of stretch.entries()) {
      run = energy <= limit ? run + 1 : 0
      if (run >= pauseFrames && frame >= splitAfter + pauseFrames / 2) return frame + 1 - pauseFrames / 2
    }
    return frames < splitAlways ? 0 : quietest(stretch)
  }

  #segment(frames: number): Segment | undefined {
    const energies = this.#energiesOf(frames)
    const peak = peakOf(energies)
    if (peak < silence) return undefined
    const first = energies.findIndex((energy) => energy > peak / 100)
    const last = energies.findLastIndex((energy) => energy > peak / 1000)
    const from = Math.max(0, first - marginFrames)
    const to = Math.min(frames, last + 1 + marginFrames)
    return {
      samples: this.#samples.slice(this.#start + from * frameSamples, this.#start + to * frameSamples),
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
