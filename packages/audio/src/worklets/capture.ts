import * as Pcm16 from "../samples/Pcm16.ts"
import { Resampler } from "../samples/Resampler.ts"
import { captureName, type CaptureSettings } from "../devices/workletMessages.ts"

const mix = (channels: ReadonlyArray<Float32Array>): Float32Array => {
  const mono = new Float32Array(channels[0]?.length ?? 0)
  for (const channel of channels) {
    for (let i = 0; i < mono.length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0) / channels.length
  }
  return mono
}

/** Mixes its input to mono, resamples it to the wanted rate and posts blocks of PCM16. */
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
    const mono = rest.length === 0 ? first : mix(channels)
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
