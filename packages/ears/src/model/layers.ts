/** Where the tensors of each layer lie. Matrices are tensors, norms and biases are addresses. */
import type { Tensor } from "./Weights.ts"

/** Finds a tensor by its name in the file of weights. */
type Find = (name: string) => Tensor

/** The convolutions that turn samples into frames. */
export interface Front {
  readonly conv1: Tensor
  readonly conv2: Tensor
  readonly conv3: Tensor
  readonly conv2Bias: number
  readonly conv3Bias: number
  readonly groupWeight: number
  readonly groupBias: number
}

/** What both kinds of layers have. */
interface Layer {
  readonly norm1: number
  readonly norm2: number
  readonly queries: Tensor
  readonly keys: Tensor
  readonly values: Tensor
  readonly dense: Tensor
  readonly up: Tensor
  readonly upBias: number
  readonly down: Tensor
  readonly downBias: number
}

/** A layer of the encoder. */
export type EncoderLayer = Layer

/** A layer of the decoder. It attends to the text so far, and then across to the audio. */
export interface DecoderLayer extends Layer {
  readonly norm3: number
  readonly crossQueries: Tensor
  readonly crossKeys: Tensor
  readonly crossValues: Tensor
  readonly crossDense: Tensor
}

/** Finds the convolutions. */
export const front = (find: Find): Front => ({
  conv1: find("conv1"),
  conv2: find("conv2"),
  conv3: find("conv3"),
  conv2Bias: find("conv2.b").at,
  conv3Bias: find("conv3.b").at,
  groupWeight: find("gn.w").at,
  groupBias: find("gn.b").at
})

/** Finds the layers of the encoder. */
export const encoderLayers = (find: Find, count: number): ReadonlyArray<EncoderLayer> =>
  Array.from({ length: count }, (_, l) => ({
    norm1: find(`e${l}.ln1`).at,
    norm2: find(`e${l}.ln2`).at,
    queries: find(`e${l}.q_proj`),
    keys: find(`e${l}.k_proj`),
    values: find(`e${l}.v_proj`),
    dense: find(`e${l}.dense`),
    up: find(`e${l}.fc1`),
    upBias: find(`e${l}.fc1.b`).at,
    down: find(`e${l}.fc2`),
    downBias: find(`e${l}.fc2.b`).at
  }))

/** Finds the layers of the decoder. */
export const decoderLayers = (find: Find, count: number): ReadonlyArray<DecoderLayer> =>
  Array.from({ length: count }, (_, l) => ({
    norm1: find(`d${l}.ln1`).at,
    norm2: find(`d${l}.ln2`).at,
    norm3: find(`d${l}.ln3`).at,
    queries: find(`d${l}.self_attn.q_proj`),
    keys: find(`d${l}.self_attn.k_proj`),
    values: find(`d${l}.self_attn.v_proj`),
    dense: find(`d${l}.self_attn.dense`),
    crossQueries: find(`d${l}.encoder_attn.q_proj`),
    crossKeys: find(`d${l}.encoder_attn.k_proj`),
    crossValues: find(`d${l}.encoder_attn.v_proj`),
    crossDense: find(`d${l}.encoder_attn.dense`),
    up: find(`d${l}.mlp.up_proj`),
    upBias: find(`d${l}.up.b`).at,
    down: find(`d${l}.mlp.down_proj`),
    downBias: find(`d${l}.down.b`).at
  }))
