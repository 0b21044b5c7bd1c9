/**
 * The same weights in onnxruntime-web, as a peer. It takes 143 MB of disk, which is much for one row of a table, so it is
 * no dependency of the workspace. This file downloads the pinned version once, into the cache of the bench.
 */
import { Resampler } from "@antiphon/audio"
import { weightsUrl } from "@antiphon/ears"
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { read as readWeights } from "../../../../packages/ears/src/model/Weights.ts"

const version = "1.30.0"
const sha256 = "d2228df7e4616bc3348bf504ee888f3bec43789a273f0a63f3e68d203ce3bf71"
const folder = new URL(`../../node_modules/.cache/onnxruntime-web-${version}/`, import.meta.url)
const library = new URL("package/dist/ort.wasm.bundle.min.mjs", folder)
const model = new URL(
  "../../../../packages/ears/node_modules/@moonshine-ai/moonshine-js/dist/model/tiny/quantized/",
  import.meta.url
)
const rate = 16_000
const [layers, heads, headWidth] = [6, 8, 36]
const [startToken, endToken] = [1, 2]

/** What is used of the library. */
interface Ort {
  readonly env: { readonly wasm: { numThreads: number; wasmBinary: Uint8Array } }
  readonly Tensor: new (
    type: string,
    data: Float32Array | BigInt64Array | Uint8Array,
    dims: ReadonlyArray<number>
  ) => Tensor
  readonly InferenceSession: { readonly create: (model: Uint8Array) => Promise<Session> }
}
interface Tensor {
  readonly data: Float32Array
  readonly dims: ReadonlyArray<number>
}
interface Session {
  readonly run: (feeds: Record<string, Tensor>) => Promise<Record<string, Tensor>>
}

/** Returns a function that writes the words in samples of 24 kHz, or `undefined` if the library cannot be downloaded. */
export const onnxRuntime = async () => {
  if (!isFetched()) return undefined
  const began = performance.now()
  const ort: Ort = await import(library.href)
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmBinary = readFileSync(new URL("package/dist/ort-wasm-simd-threaded.wasm", folder))
  const encoder = await ort.InferenceSession.create(readFileSync(new URL("encoder_model.onnx", model)))
  const decoder = await ort.InferenceSession.create(readFileSync(new URL("decoder_model_merged.onnx", model)))
  const readyMs = performance.now() - began
  const { pieces } = readWeights(readFileSync(weightsUrl))

  const write = async (samples: Int16Array) => {
    const before = process.cpuUsage()
    const resampled = Resampler.make({ from: 24_000, to: rate }).process(samples)
    const audio = Float32Array.from(resampled, (sample) => sample / 32_768)
    const { last_hidden_state: hidden } = await encoder.run({
      input_values: new ort.Tensor("float32", audio, [1, audio.length])
    })
    if (hidden === undefined) throw new Error("The encoder gave nothing.")
    const tokens = await decode(ort, decoder, hidden, Math.ceil((audio.length / rate) * 6.5))
    const { system, user } = process.cpuUsage(before)
    const text = tokens
      .map((id) => pieces[id] ?? "")
      .join("")
      .replaceAll("▁", " ")
      .trim()
    return { text, cpuSeconds: (user + system) / 1e6 }
  }
  return { readyMs, write }
}

/** Returns the tokens of the audio. Each is the likeliest after those before it. */
const decode = async (ort: Ort, decoder: Session, hidden: Tensor, most: number): Promise<ReadonlyArray<number>> => {
  const kept = new Map<string, Tensor>()
  for (let layer = 0; layer < layers; layer++) {
    for (const name of ["decoder.key", "decoder.value", "encoder.key", "encoder.value"]) {
      kept.set(`${layer}.${name}`, new ort.Tensor("float32", new Float32Array(), [0, heads, 1, headWidth]))
    }
  }
  const tokens: Array<number> = []
  for (let last = startToken; tokens.length < most;) {
    const isLater = last !== startToken || tokens.length > 0
    const outputs = await decoder.run({
      input_ids: new ort.Tensor("int64", BigInt64Array.of(BigInt(last)), [1, 1]),
      encoder_hidden_states: hidden,
      use_cache_branch: new ort.Tensor("bool", Uint8Array.of(isLater ? 1 : 0), [1]),
      ...Object.fromEntries([...kept].map(([name, tensor]) => [`past_key_values.${name}`, tensor]))
    })
    for (const name of kept.keys()) {
      const present = outputs[`present.${name}`]
      // Later steps do not compute the keys and values of the audio again.
      if (present !== undefined && !(isLater && name.includes("encoder"))) kept.set(name, present)
    }
    const scores = outputs["logits"]?.data ?? new Float32Array()
    last = scores.reduce((best, score, id) => (score > (scores[best] ?? -Infinity) ? id : best), 0)
    if (last === endToken) break
    tokens.push(last)
  }
  return tokens
}

/** Downloads the library if it is not there. */
const isFetched = (): boolean => {
  if (existsSync(library)) return true
  try {
    const path = fileURLToPath(folder)
    mkdirSync(path, { recursive: true })
    execFileSync("npm", ["pack", `onnxruntime-web@${version}`, "--silent"], { cwd: path, timeout: 180_000 })
    const file = `onnxruntime-web-${version}.tgz`
    const digest = createHash("sha256")
      .update(readFileSync(new URL(file, folder)))
      .digest("hex")
    if (digest !== sha256) throw new Error(`${file} has the SHA-256 ${digest}`)
    execFileSync("tar", ["xzf", file, "package/dist"], { cwd: path })
    return true
  } catch (error) {
    process.stderr.write(`bench: no onnxruntime-web to compare with. ${error instanceof Error ? error.message : ""}\n`)
    return false
  }
}
