import * as Pcm16 from "../samples/Pcm16.ts"
import { Resampler } from "../samples/Resampler.ts"
import { type FromPlayer, playerName, type PlayerSettings, type ToPlayer } from "../devices/workletMessages.ts"

/** Plays queued PCM16 at the context's rate, in mono on every channel. Renders silence when the queue is empty. */
class Player extends AudioWorkletProcessor {
  readonly #rate: number
  readonly #resampler: Resampler<Float32Array>
  #blocks: Array<Float32Array> = []
  /** Frames of the first block that are already rendered. */
  #used = 0
  /** All samples that were ever queued. */
  #given = 0
  /** Rendered frames since `#base`, a position. */
  #frames = 0
  #base = 0
  #isFlushed = true
  #idleFrames = Infinity
  #sinceReport = 0
  #isClosed = false

  constructor(options: AudioWorkletNodeOptions & { readonly processorOptions: PlayerSettings }) {
    super(options)
    this.#rate = options.processorOptions.rate
    this.#resampler = Resampler.makeFloat32({ from: this.#rate, to: sampleRate })
    this.port.addEventListener("message", ({ data }: MessageEvent<ToPlayer>) => {
      if (data._tag === "Queue") this.#queue(data.samples)
      else if (data._tag === "Clear") this.#clear(data.id)
      else this.#isClosed = true
    })
    this.port.start()
  }

  process(_inputs: unknown, [channels = []]: ReadonlyArray<ReadonlyArray<Float32Array>>): boolean {
    const [first, ...rest] = channels
    if (first === undefined || this.#isClosed) return !this.#isClosed
    const filled = this.#fill(first)
    for (const channel of rest) channel.set(first)
    if (filled > 0) this.#idleFrames = first.length - filled
    else this.#idleFrames += first.length
    this.#sinceReport += first.length
    if (this.#sinceReport >= sampleRate / 50 && this.#idleFrames <= sampleRate) this.#report()
    return true
  }

  #fill(channel: Float32Array): number {
    let filled = 0
    while (filled < channel.length) {
      const block = this.#blocks[0]
      if (block === undefined) {
        if (!this.#drain()) break
        continue
      }
      const piece = block.subarray(this.#used, this.#used + channel.length - filled)
      channel.set(piece, filled)
      filled += piece.length
      this.#used += piece.length
      if (this.#used === block.length) {
        this.#blocks.shift()
        this.#used = 0
      }
    }
    this.#frames += filled
    return filled
  }

  /**
   * Called when the queue is empty. Takes what the resampler holds back. Returns false when that has been played too.
   */
  #drain(): boolean {
    if (this.#isFlushed) return false
    this.#isFlushed = true
    const tail = this.#resampler.flush()
    if (tail.length > 0) this.#blocks.push(tail)
    return tail.length > 0
  }

  #position(): number {
    const isDry = this.#isFlushed && this.#blocks.length === 0
    if (isDry) {
      this.#base = this.#given
      this.#frames = 0
    }
    return Math.min(this.#given, this.#base + Math.floor((this.#frames * this.#rate) / sampleRate))
  }

  #queue(samples: Int16Array): void {
    this.#position()
    this.#given += samples.length
    this.#isFlushed = false
    this.#blocks.push(this.#resampler.process(Pcm16.toFloat32(samples)))
  }

  #clear(id: number): void {
    const until = this.#position()
    this.#resampler.flush()
    this.#blocks = []
    this.#used = 0
    this.#isFlushed = true
    this.#post({ _tag: "Cleared", id, until, resumesAt: this.#given })
  }

  #report(): void {
    this.#sinceReport = 0
    const idleMs = Math.min(1_000, (this.#idleFrames * 1_000) / sampleRate)
    this.#post({ _tag: "Position", until: this.#position(), idleMs })
  }

  #post(message: FromPlayer): void {
    this.port.postMessage(message, [])
  }
}

registerProcessor(playerName, Player)
