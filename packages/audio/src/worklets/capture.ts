import * as Pcm16 from "../Pcm16.ts"
import { Resampler } from "../Resampler.ts"
import { captureName, type CaptureSettings } from "../workletMessages.ts"

/** Mixes what it hears to mono, brings it to the wanted rate and posts blocks of PCM16. */
class Capture extends AudioWorkletProcessor {
  readonly #resampler: Resampler<Float32Array>
  #block: Int16Array
  #used = 0

  constructor(options: AudioWorkletNodeOptions & { readonly processorOptions: CaptureSettings }) {
    super(options)
    const { rate, blockLength } = options.processorOptions
    this.#resampler = Resampler.makeFloat32({ from: sampleRate, to: rate })
    this.#block = new Int16Array(blockLength)
  }

  process([channels = []]: ReadonlyArray<ReadonlyArray<Float32Array>>): boolean {
    const [first, ...rest] = channels
    if (first === undefined) return true
    const mono = first.map(
      (sample, i) => rest.reduce((sum, channel) => sum + (channel[i] ?? 0), sample) / channels.length
    )
    const samples = Pcm16.fromFloat32(this.#resampler.process(mono))
    for (let at = 0; at < samples.length;) {
      const piece = samples.subarray(at, at + this.#block.length - this.#used)
      this.#block.set(piece, this.#used)
      this.#used += piece.length
      at += piece.length
      if (this.#used === this.#block.length) {
        const block = this.#block
        this.#block = new Int16Array(block.length)
        this.#used = 0
        this.port.postMessage(block, [block.buffer])
      }
    }
    return true
  }
}

registerProcessor(captureName, Capture)
