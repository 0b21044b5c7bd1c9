import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { compile } from "../scripts/buildKernels.ts"
import { kernelsUrl, weightsUrl } from "../src/index.ts"
import { ModelError } from "../src/model/ModelError.ts"
import { Moonshine } from "../src/model/Moonshine.ts"
import { pass } from "../src/model/pass.ts"
import { read } from "../src/model/Weights.ts"
import { makeModel, recording, weights } from "./recordings.ts"

const golden: { readonly frames: number; readonly kept: ReadonlyArray<ReadonlyArray<number>> } = JSON.parse(
  readFileSync(new URL("golden.json", import.meta.url), "utf8")
)

it("the compiled kernels are those of the source", async () => {
  assert.isTrue(
    Buffer.from(await compile()).equals(readFileSync(kernelsUrl)),
    "Run node scripts/buildKernels.ts to compile the kernels again."
  )
})

it("the encoder is within 1 % of a pass in double precision", () => {
  const model = makeModel()
  const steps = model.encode(recording("reply").subarray(0, 24_000))
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  assert.strictEqual(step.value, golden.frames)
  const encoded = model.encoded
  const width = encoded.length / golden.frames
  let [error, power] = [0, 0]
  for (const [i, row] of golden.kept.entries()) {
    for (const [j, expected] of row.entries()) {
      error += ((encoded[i * 10 * width + j] ?? 0) - expected) ** 2
      power += expected ** 2
    }
  }
  assert.isBelow(Math.sqrt(error / power), 0.01)
})

const noise = (length: number, level: number): Int16Array => {
  let seed = 1
  return Int16Array.from({ length }, () => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
    return (seed / 2 ** 32 - 0.5) * 2 * level
  })
}

it("silence, noise, a tone and clicks have no words", () => {
  const model = makeModel()
  const inputs = {
    silence: new Int16Array(32_000),
    "quiet noise": noise(48_000, 60),
    "loud noise": noise(48_000, 2000),
    tone: Int16Array.from({ length: 32_000 }, (_, i) => 6500 * Math.sin(i * 0.39)),
    clicks: Int16Array.from({ length: 16_000 }, (_, i) => (i % 4000 < 20 ? 16_000 : 0)),
    "too short": new Int16Array(100)
  }
  for (const [name, samples] of Object.entries(inputs)) {
    const heard = [...pass(model, weights.pieces, { samples, prefix: [] })].filter((word) => word !== undefined)
    assert.deepStrictEqual(heard, [], name)
  }
})

it("weights that are cut, another file or incomplete are refused with the reason", () => {
  const bytes = readFileSync(weightsUrl)
  const cases: ReadonlyArray<[Uint8Array, RegExp]> = [
    [bytes.subarray(0, bytes.length - 1000), /cut/],
    [bytes.subarray(0, 1000), /not a file of weights/],
    [new Uint8Array(), /not a file of weights/],
    [new TextEncoder().encode("<!doctype html><title>Not found</title>"), /not a file of weights/],
    [Buffer.concat([Buffer.from([16, 0, 0, 0]), Buffer.from("{}".padEnd(40))]), /no tensor/],
    [Buffer.concat([Buffer.from([16, 0, 0, 0]), Buffer.from("no header".padEnd(40))]), /header cannot be read/]
  ]
  for (const [wrong, reason] of cases) assert.throws(() => read(wrong), reason)
})

it("a runtime that refuses the kernels is named as the reason", () => {
  const kernels = new Uint8Array([0, 97, 115, 109, 9, 9, 9, 9])
  assert.throws(() => new Moonshine(weights, kernels), ModelError, "refuses")
})
