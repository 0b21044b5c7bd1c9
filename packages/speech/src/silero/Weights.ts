/** The weights of the model: where they lie, how they are read, and in which order the forward pass uses them. */
import * as Effect from "effect/Effect"
import { SpeechError } from "../SpeechError.ts"

/** One convolution of the encoder. */
export interface Convolution {
  /** The taps of each input channel, for each output channel. */
  readonly taps: Float64Array
  readonly bias: Float64Array
}

/** The tensors of Silero VAD v6 at 16 kHz, in the order in which the forward pass reads them. */
export interface Weights {
  readonly conv0: Convolution
  readonly conv1: Convolution
  /** It has no first tap, because that tap only meets padding. */
  readonly conv2: Convolution
  /** It has only the middle tap, because the others only meet padding. */
  readonly conv3: Convolution
  /**
   * For each cell, one weight per gate (input, forget, cell, output) for each of the 128 inputs, then for each of the
   * cells.
   */
  readonly gates: Float64Array
  /** For each cell, one bias per gate. */
  readonly gateBias: Float64Array
  readonly out: Float64Array
  readonly outBias: number
}

/** How many cells the recurrent layer has. */
export const cells = 128

/**
 * Where the weights of this package lie. It is a file address in Node. A bundler turns it into an address of the
 * site. The file has 974 340 bytes.
 */
export const weightsUrl = new URL("../../weights/silero-v6-16k.bin", import.meta.url)

/** The length of the file of weights in bytes. */
export const weightsBytes =
  4 *
  (128 * (129 * 3 + 1) + 64 * (128 * 3 + 1) + 64 * (64 * 3 + 1) + 128 * (64 * 3 + 1) + 8 * cells * (cells + 1) + 129)

/** Reads the bytes of `weights/silero-v6-16k.bin`. Fails with `WeightsInvalid` if they have another length. */
export const fromBytes = (bytes: Uint8Array): Effect.Effect<Weights, SpeechError> =>
  bytes.length === weightsBytes
    ? Effect.sync(() => read(bytes))
    : Effect.fail(SpeechError.weightsInvalid(bytes.length, weightsBytes))

const read = (bytes: Uint8Array): Weights => {
  const all = new Float32Array(new Uint8Array(bytes).buffer)
  let at = 0
  const take = (length: number): Float64Array => new Float64Array(all.subarray(at, (at += length)))
  const convolution = (outputs: number, inputs: number, firstTap: number, lastTap: number): Convolution => ({
    taps: someTaps(take(outputs * inputs * 3), firstTap, lastTap),
    bias: take(outputs)
  })
  return {
    conv0: convolution(128, 129, 0, 2),
    conv1: convolution(64, 128, 0, 2),
    conv2: convolution(64, 64, 1, 2),
    conv3: convolution(128, 64, 1, 1),
    gates: gatesByCell(take(4 * cells * cells), take(4 * cells * cells)),
    gateBias: biasByCell(take(4 * cells), take(4 * cells)),
    out: take(cells),
    outBias: all[at] ?? 0
  }
}

/** Keeps the taps from `first` to `last` of each row of three. */
const someTaps = (taps: Float64Array, first: number, last: number): Float64Array => {
  const kept = new Float64Array((taps.length / 3) * (last - first + 1))
  let to = 0
  for (let row = 0; row < taps.length; row += 3) {
    for (let tap = first; tap <= last; tap++) kept[to++] = taps[row + tap] ?? 0
  }
  return kept
}

/**
 * Puts the gates of a cell side by side, as {@link Weights.gates} has them. The model has a row for each gate and cell.
 */
const gatesByCell = (input: Float64Array, recurrent: Float64Array): Float64Array => {
  const gates = new Float64Array(8 * cells * cells)
  for (let row = 0; row < 4 * cells; row++) {
    const to = (row % cells) * 8 * cells + Math.floor(row / cells)
    for (let i = 0; i < cells; i++) {
      gates[to + 4 * i] = input[row * cells + i] ?? 0
      gates[to + 4 * (cells + i)] = recurrent[row * cells + i] ?? 0
    }
  }
  return gates
}

/** Adds the two biases of each gate, and puts the gates of a cell side by side. */
const biasByCell = (input: Float64Array, recurrent: Float64Array): Float64Array => {
  const bias = new Float64Array(4 * cells)
  for (let row = 0; row < 4 * cells; row++) {
    bias[(row % cells) * 4 + Math.floor(row / cells)] = (input[row] ?? 0) + (recurrent[row] ?? 0)
  }
  return bias
}
