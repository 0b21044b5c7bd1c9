/** Turns the two ONNX files of Moonshine into the one file of weights that this package reads. See `src/model/Weights.ts`. */
import * as Onnx from "./onnx.ts"

/** One tensor as the header of the file names it. A matrix is unsigned bytes, `N` rows of `K`, with one scale. */
interface Entry {
  readonly name: string
  readonly type: string
  readonly len: number
  readonly off: number
  readonly K?: number
  readonly N?: number
  readonly scale?: number
  readonly zp?: number
}

type Matrix = Pick<Entry, "K" | "N" | "scale" | "zp">

/** Collects tensors one after another, each at a multiple of 16 bytes. */
class Pack {
  readonly entries: Array<Entry> = []
  readonly #parts: Array<Uint8Array> = []
  #size = 0

  put(name: string, values: Uint8Array | Float32Array, matrix: Matrix = {}): void {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    this.entries.push({ name, type: values.constructor.name, len: values.length, off: this.#size, ...matrix })
    const padding = (16 - (bytes.length % 16)) % 16
    this.#parts.push(bytes, new Uint8Array(padding))
    this.#size += bytes.length + padding
  }

  length(name: string): number {
    return this.entries.find((entry) => entry.name === name)?.len ?? 0
  }

  finish(shape: Readonly<Record<string, number>>): Uint8Array {
    const json = Buffer.from(JSON.stringify({ ...shape, tens: this.entries }))
    const padding = (16 - ((4 + json.length) % 16)) % 16
    const length = Buffer.alloc(4)
    length.writeUInt32LE(json.length + padding)
    return Buffer.concat([length, json, Buffer.alloc(padding, 32), ...this.#parts])
  }
}

/** Returns the bytes of the file. `pieces` are the texts of the tokens by their number. */
export const extract = (
  encoderFile: Uint8Array,
  decoderFile: Uint8Array,
  pieces: ReadonlyArray<string>
): Uint8Array => {
  const [encoder, decoder] = [Onnx.read(encoderFile), Onnx.read(decoderFile)]
  const pack = new Pack()
  putConvolutions(pack, encoder)
  const layers = putEncoder(pack, encoder)
  putDecoder(pack, decoder, layers)
  const width = tensor(encoder, "layer_norm.weight").floats().length
  const ff = pack.entries.find(({ name }) => name === "e0.fc1")?.N ?? 0
  if (pieces.length > 0) pack.put("pieces", new TextEncoder().encode(pieces.join("\n")))
  return pack.finish({ H: width, L: layers, heads: 8, hd: width / 8, rot: 2 * pack.length("inv"), F: ff })
}

/** A convolution becomes a matrix over the samples of its window, position by position, padded to a multiple of 16. */
const putConvolutions = (pack: Pack, model: Onnx.Model): void => {
  for (const name of ["conv1", "conv2", "conv3"]) {
    const quantized = tensor(model, `${name}.weight_quantized`)
    const [N = 0, channels = 0, taps = 0] = quantized.dims
    const weights = new Int8Array(quantized.bytes().buffer)
    const K = Math.ceil((taps * channels) / 16) * 16
    const scale = tensor(model, `${name}.weight_scale`).scalar()
    const zp = 128 - tensor(model, `${name}.weight_zero_point`).scalar() / scale
    const rows = new Uint8Array(N * K).fill(Math.round(zp))
    for (let n = 0; n < N; n++) {
      for (let c = 0; c < channels; c++) {
        for (let t = 0; t < taps; t++)
          rows[n * K + t * channels + c] = (weights[(n * channels + c) * taps + t] ?? 0) + 128
      }
    }
    pack.put(name, rows, { K, N, scale, zp })
  }
  const norm = (start: string) =>
    [...model.tensors].find(([name, { dims }]) => name.startsWith(start) && dims.length === 2)?.[1].floats()
  pack.put("gn.w", norm("onnx::Mul_") ?? new Float32Array())
  pack.put("gn.b", norm("onnx::Add_") ?? new Float32Array())
  pack.put("conv2.b", tensor(model, "conv2.bias").floats())
  pack.put("conv3.b", tensor(model, "conv3.bias").floats())
}

/** Puts the encoder and returns how many layers it has. */
const putEncoder = (pack: Pack, model: Onnx.Model): number => {
  const products = matrixProducts(model.nodes)
  for (const { base, output } of products) {
    const [, layer, name] = /layers\.(\d+)\/(?:self_attn\/)?(?:mlp\/)?(\w+)\//.exec(output) ?? []
    putMatrix(pack, model, base, `e${layer}.${name}`)
  }
  const layers = products.length / 6
  for (let l = 0; l < layers; l++) {
    pack.put(`e${l}.ln1`, tensor(model, `layers.${l}.input_layernorm.weight`).floats())
    pack.put(`e${l}.ln2`, tensor(model, `layers.${l}.post_attention_layernorm.weight`).floats())
    pack.put(`e${l}.fc1.b`, tensor(model, `layers.${l}.mlp.fc1.bias`).floats())
    pack.put(`e${l}.fc2.b`, tensor(model, `layers.${l}.mlp.fc2.bias`).floats())
  }
  pack.put("e.ln", tensor(model, "layer_norm.weight").floats())
  pack.put("inv", tensor(model, nameWith(model, "rotary_emb/Cast_1")).floats())
  return layers
}

const putDecoder = (pack: Pack, model: Onnx.Model, layers: number): void => {
  const branch = model.nodes.find(({ type }) => type === "If")?.branches.get("else_branch") ?? []
  for (const { base, output } of matrixProducts(branch)) {
    const [, layer, room, name] = /layers\.(\d+)\/(self_attn|encoder_attn|mlp)\/(\w+)\//.exec(output) ?? []
    putMatrix(pack, model, base, `d${layer}.${room}.${name}`)
  }
  const end = nameWith(model, "layers.0.input_layernorm").includes("merged") ? "_merged_0" : ""
  for (let l = 0; l < layers; l++) {
    const put = (to: string, from: string) =>
      pack.put(`d${l}.${to}`, tensor(model, `model.decoder.layers.${l}.${from}${end}`).floats())
    put("ln1", "input_layernorm.weight")
    put("ln2", "post_attention_layernorm.weight")
    put("ln3", "final_layernorm.weight")
    put("up.b", "mlp.up_proj.bias")
    put("down.b", "mlp.down_proj.bias")
  }
  pack.put("d.ln", tensor(model, nameWith(model, "decoder.norm.weight")).floats())
  const base = `model.decoder.embed_tokens.weight${end}`
  const quantized = tensor(model, `${base}_quantized`)
  const [N = 0, K = 0] = quantized.dims
  const [scale, zp] = [tensor(model, `${base}_scale`).scalar(), tensor(model, `${base}_zero_point`).scalar()]
  pack.put("embed", quantized.bytes(), { K, N, scale, zp })
}

/** Puts a matrix with its rows and columns exchanged, so that a product reads each row in order. */
const putMatrix = (pack: Pack, model: Onnx.Model, base: string, name: string): void => {
  const quantized = tensor(model, `${base}_quantized`)
  const [K = 0, N = 0] = quantized.dims
  const bytes = quantized.bytes()
  const rows = new Uint8Array(K * N)
  for (let k = 0; k < K; k++) for (let n = 0; n < N; n++) rows[n * K + k] = bytes[k * N + n] ?? 0
  const [scale, zp] = [tensor(model, `${base}_scale`).scalar(), tensor(model, `${base}_zero_point`).scalar()]
  pack.put(name, rows, { K, N, scale, zp })
}

const matrixProducts = (nodes: ReadonlyArray<Onnx.Node>) =>
  nodes
    .filter(({ type }) => type === "MatMulInteger")
    .map(({ inputs, outputs }) => ({ base: (inputs[1] ?? "").replace(/_quantized$/, ""), output: outputs[0] ?? "" }))

const nameWith = (model: Onnx.Model, part: string): string =>
  [...model.tensors.keys()].find((name) => name.includes(part)) ?? part

const tensor = (model: Onnx.Model, name: string): Onnx.Tensor => {
  const found = model.tensors.get(name)
  if (found === undefined) throw new Error(`The model has no tensor ${name}. Extract from the pinned package.`)
  return found
}
