/**
 * The forward pass of Moonshine. Both halves are generators that stop between layers and tokens, so that their caller
 * can stop them there. One pass runs at a time, because all passes share one memory.
 */
import { Layout, Products, start } from "./Kernels.ts"
import type { Kernels } from "./Kernels.ts"
import { decoderLayers, type DecoderLayer, encoderLayers, type EncoderLayer, front, type Front } from "./layers.ts"
import { type Room, makeRoom } from "./Room.ts"
import type { Shape, Tensor, Weights } from "./Weights.ts"

/** The sample rate of the model. */
export const modelRate = 16_000
/** The longest audio of one pass. The model loses its way in longer ones. */
export const maxSeconds = 24
/** No speech has more tokens a second. A pass that does has lost its way. */
const tokensPerSecond = 6.5

const startToken = 1
const endToken = 2

/** A token of the vocabulary and its log probability. */
export interface Token {
  readonly id: number
  readonly logprob: number
}

/** How to decode. */
export interface Decoding {
  /** The tokens that the text begins with. They are not yielded again. */
  readonly prefix: ReadonlyArray<number>
  /** Forbids the empty text. */
  readonly forced: boolean
}

/** A model in memory. */
export class Moonshine {
  readonly #kernels: Kernels
  readonly #floats: Float32Array
  readonly #ints: Int32Array
  readonly #products: Products
  readonly #room: Room
  readonly #shape: Shape
  readonly #front: Front
  readonly #encoder: ReadonlyArray<EncoderLayer>
  readonly #encoderNorm: number
  readonly #decoder: ReadonlyArray<DecoderLayer>
  readonly #decoderNorm: number
  readonly #vocabulary: Tensor
  #seconds = 0
  #frames = 0
  #position = 0

  /** Throws a `ModelError` if the weights or the runtime cannot be used. */
  constructor(weights: Weights, wasm: Uint8Array<ArrayBuffer>) {
    const layout = new Layout()
    const base = layout.take(weights.data.length)
    const at = (name: string): Tensor => weights.tensor(name, base)
    this.#shape = weights.shape
    this.#front = front(at)
    this.#encoder = encoderLayers(at, this.#shape.layers)
    this.#encoderNorm = at("e.ln").at
    this.#decoder = decoderLayers(at, this.#shape.layers)
    this.#decoderNorm = at("d.ln").at
    this.#vocabulary = at("embed")
    this.#room = makeRoom(layout, this.#shape, maxSeconds)
    const { kernels, memory } = start(wasm, weights, base, layout.pages)
    this.#kernels = kernels
    this.#floats = new Float32Array(memory.buffer)
    this.#ints = new Int32Array(memory.buffer)
    this.#products = new Products(kernels, this.#room.quantized)
    this.#fillTurns(at("inv"))
  }

  /** Encodes at most {@link maxSeconds} of audio. Returns how many frames it has, which is 0 if it is too short. */
  *encode(audio: Float32Array): Generator<undefined, number> {
    const samples = audio.subarray(0, maxSeconds * modelRate)
    this.#seconds = samples.length / modelRate
    this.#frames = 0
    const frames = this.#convolve(samples)
    if (frames < 1) return 0
    this.#frames = frames
    for (const layer of this.#encoder) {
      yield
      this.#encodeLayer(layer, frames)
    }
    yield
    this.#normalizeAndQuantize(this.#encoderNorm, frames)
    const { keys, values } = this.#room
    for (const [l, layer] of this.#decoder.entries()) {
      const memory = this.#room.memories[l]
      if (memory === undefined) continue
      this.#products.write(layer.crossKeys, keys)
      this.#products.write(layer.crossValues, values)
      this.#arrange(frames, memory.crossKeys, memory.crossValues)
    }
    return frames
  }

  /** Returns what the encoder made of the last audio. */
  get encoded(): Float32Array {
    const from = this.#room.normal >> 2
    return this.#floats.slice(from, from + this.#frames * this.#shape.width)
  }

  /** Decodes the audio that was encoded last. Returns the log probability of its end, or 0 if there is no end. */
  *decode({ forced, prefix }: Decoding): Generator<Token, number> {
    if (this.#frames === 0) return 0
    this.#position = 0
    const limit = Math.min(Math.ceil(this.#seconds * tokensPerSecond) + 2, this.#room.tokens - 2)
    const begin = prefix.slice(0, limit)
    let next: ReadonlyArray<number> = [startToken, ...begin]
    for (let made = begin.length; made < limit; made++) {
      this.#step(next)
      const { logits } = this.#room
      const count = this.#vocabulary.N
      const id = this.#kernels.best(logits, count, forced && made === 0 ? endToken : -1)
      const logprob = -Math.log(this.#kernels.odds(logits, count, id))
      if (id === endToken) return logprob
      yield { id, logprob }
      next = [id]
    }
    return 0
  }

  #fillTurns(inverse: Tensor): void {
    const { positions, turns } = this.#room
    const pairs = this.#shape.rotated / 2
    for (let p = 0; p < positions; p++) {
      for (let i = 0; i < pairs; i++) {
        const angle = p * (this.#floats[(inverse.at >> 2) + i] ?? 0)
        const to = (turns >> 2) + p * this.#shape.rotated + 2 * i
        this.#floats[to] = Math.cos(angle)
        this.#floats[to + 1] = Math.sin(angle)
      }
    }
  }

  /** Turns samples into frames of 24 ms. Returns how many. */
  #convolve(audio: Float32Array): number {
    const { conv1, conv2, conv2Bias, conv3, conv3Bias, groupBias, groupWeight } = this.#front
    const { width } = this.#shape
    const { first, samples, second, x } = this.#room
    const firstRows = Math.floor((audio.length - 127) / 64) + 1
    const secondRows = Math.floor((firstRows - 7) / 3) + 1
    const frames = Math.floor((secondRows - 3) / 2) + 1
    if (frames < 1) return 0
    this.#floats.set(audio, samples >> 2)
    this.#products.quantize(samples, firstRows, { valid: 127, K: conv1.K, stride: 64 })
    this.#products.write(conv1, first)
    this.#kernels.tanh(first, firstRows * width)
    this.#kernels.groupNorm(first, firstRows, width, groupWeight, groupBias)
    this.#products.quantize(first, secondRows, { valid: 7 * width, K: conv2.K, stride: 3 * width })
    this.#products.write(conv2, second, { bias: conv2Bias })
    this.#kernels.gelu(second, secondRows * 2 * width)
    this.#products.quantize(second, frames, { valid: 6 * width, K: conv3.K, stride: 4 * width })
    this.#products.write(conv3, x, { bias: conv3Bias })
    this.#kernels.gelu(x, frames * width)
    return frames
  }

  #encodeLayer(layer: EncoderLayer, frames: number): void {
    const { arrangedKeys, arrangedValues, attended, inner, keys, normal, queries, values, x } = this.#room
    this.#normalizeAndQuantize(layer.norm1, frames)
    this.#products.write(layer.queries, queries)
    this.#products.write(layer.keys, keys)
    this.#products.write(layer.values, values)
    this.#rotate(queries, frames, 0)
    this.#rotate(keys, frames, 0)
    this.#arrange(frames, arrangedKeys, arrangedValues)
    this.#attend(frames, arrangedKeys, arrangedValues)
    this.#products.apply(attended, frames, layer.dense, { y: x, add: true })
    this.#normalize(layer.norm2, frames)
    this.#products.apply(normal, frames, layer.up, { y: inner, bias: layer.upBias })
    this.#kernels.gelu(inner, frames * this.#shape.inner)
    this.#products.apply(inner, frames, layer.down, { y: x, bias: layer.downBias, add: true })
  }

  /** Runs tokens from the current position. Leaves the scores of all tokens that may follow in `logits`. */
  #step(ids: ReadonlyArray<number>): void {
    const { logits, normal, tokenIds, x } = this.#room
    const { width } = this.#shape
    const table = this.#vocabulary
    this.#ints.set(ids, tokenIds >> 2)
    this.#kernels.embed(table.at, width, table.scale, table.zero, tokenIds, ids.length, x)
    for (const [l, layer] of this.#decoder.entries()) this.#decodeLayer(layer, l, ids.length)
    this.#position += ids.length
    const last = x + 4 * (ids.length - 1) * width
    this.#kernels.layerNorm(last, 1, width, this.#decoderNorm, normal)
    this.#products.apply(normal, 1, table, { y: logits })
  }

  #decodeLayer(layer: DecoderLayer, index: number, rows: number): void {
    const memory = this.#room.memories[index]
    if (memory === undefined) return
    const { attended, gated, inner, normal, queries, x } = this.#room
    const position = this.#position
    const behind = 4 * position * this.#shape.width
    this.#normalizeAndQuantize(layer.norm1, rows)
    this.#products.write(layer.queries, queries)
    this.#products.write(layer.keys, memory.keys + behind)
    this.#products.write(layer.values, memory.values + behind)
    this.#rotate(queries, rows, position)
    this.#rotate(memory.keys + behind, rows, position)
    this.#attendBefore(rows, memory.keys, memory.values)
    this.#products.apply(attended, rows, layer.dense, { y: x, add: true })
    this.#normalize(layer.norm2, rows)
    this.#products.apply(normal, rows, layer.crossQueries, { y: queries })
    this.#attend(rows, memory.crossKeys, memory.crossValues)
    this.#products.apply(attended, rows, layer.crossDense, { y: x, add: true })
    this.#normalize(layer.norm3, rows)
    this.#products.apply(normal, rows, layer.up, { y: inner, bias: layer.upBias })
    this.#kernels.swiglu(inner, rows, layer.up.N / 2, gated)
    this.#products.apply(gated, rows, layer.down, { y: x, bias: layer.downBias, add: true })
  }

  #normalize(weight: number, rows: number): void {
    this.#kernels.layerNorm(this.#room.x, rows, this.#shape.width, weight, this.#room.normal)
  }

  #normalizeAndQuantize(weight: number, rows: number): void {
    const { width } = this.#shape
    this.#normalize(weight, rows)
    this.#products.quantize(this.#room.normal, rows, { valid: width, K: width, stride: width })
  }

  #rotate(x: number, rows: number, position: number): void {
    const { heads, rotated, width } = this.#shape
    this.#kernels.rotate(x, rows, heads, width / heads, rotated, this.#room.turns, position)
  }

  /** Arranges keys and values of the audio for {@link #attend}. */
  #arrange(frames: number, toKeys: number, toValues: number): void {
    const { keys, values } = this.#room
    const { heads, width } = this.#shape
    this.#kernels.arrange(keys, values, frames, heads, width / heads, toKeys, toValues)
  }

  /** Attends from the queries to the whole audio. */
  #attend(rows: number, keys: number, values: number): void {
    const { attended, queries, scores } = this.#room
    const { heads, width } = this.#shape
    const sizes = [rows, this.#frames, heads, width / heads]
    this.#kernels.attend(queries, keys, values, ...sizes, scores, attended)
  }

  /** Attends from the queries to the text before them. */
  #attendBefore(rows: number, keys: number, values: number): void {
    const { attended, queries, scores } = this.#room
    const { heads, width } = this.#shape
    const sizes = [rows, this.#position, heads, width / heads]
    this.#kernels.attendBefore(queries, keys, values, ...sizes, scores, attended)
  }
}
