/** What becomes of an empty text, and where a pass stops. */
import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { kernelsUrl } from "../src/index.ts"
import type { Decoding, Token } from "../src/model/Moonshine.ts"
import { pass } from "../src/model/pass.ts"
import { begin } from "../src/recognizer/program.ts"
import type { FromWorker } from "../src/recognizer/RecognizerWorker.ts"
import { weightsUrl } from "../src/files.ts"
import { makeModel, turn, weights } from "./recordings.ts"

const pieces = ["", "", "", "▁You", "▁are", "▁here", "▁now", "▁♪"]
const you = 3
const [are, here, now, note] = [4, 5, 6, 7]

/** A model that writes nothing by itself, and these tokens if it is forced to. */
const forcedToSay = (ids: ReadonlyArray<number>, logprob: number) => ({
  // oxlint-disable-next-line eslint/require-yield -- a generator, as the real model has
  *encode(): Generator<undefined, number> {
    return 1
  },
  *decode({ forced }: Decoding): Generator<Token, number> {
    if (forced) for (const id of ids) yield { id, logprob }
    return logprob
  }
})

const written = (model: Parameters<typeof pass>[0], samples = new Int16Array(16_000)): string =>
  [...pass(model, pieces, { samples, prefix: [] })].map((word) => word?.text ?? "").join("")

it("an empty text is forced, and a sentence that is not likely is taken for an invention", () => {
  assert.strictEqual(written(forcedToSay([you, are, here, now], -0.3)), "You are here now")
  assert.strictEqual(written(forcedToSay([you, are, here, now], -0.82)), "")
})

it("a forced text of few words need not be as likely, and one without letters is never kept", () => {
  assert.strictEqual(written(forcedToSay([you, are, here], -0.82)), "You are here")
  assert.strictEqual(written(forcedToSay([you], -1.1)), "")
  assert.strictEqual(written(forcedToSay([note, note, note], -0.1)), "")
})

const model = makeModel()
const at16kHz = (samples: Int16Array): Int16Array =>
  Int16Array.from({ length: Math.floor((samples.length * 2) / 3) }, (_, i) => samples[Math.floor(i * 1.5)] ?? 0)

it("real speech whose text is empty at first is written after all", () => {
  const samples = at16kHz(turn("user-turn").samples.subarray(0, 72_000))
  const drained = [...model.encode(Float32Array.from(samples, (sample) => sample / 32_768))]
  assert.isAbove(drained.length, 0)
  assert.lengthOf([...model.decode({ prefix: [], forced: false })], 0)
  const text = [...pass(model, weights.pieces, { samples, prefix: [] })].map((word) => word?.text ?? "").join("")
  assert.match(text, /married/)
})

it("a text that does not end is cut at 6.5 tokens a second", () => {
  const hum = Float32Array.from({ length: 32_000 }, (_, i) => Math.sin(i * 0.05) * Math.sin(i * 0.0007))
  for (const step of model.encode(hum)) assert.isUndefined(step)
  assert.lengthOf([...model.decode({ prefix: [], forced: true })], 2 * 6.5 + 2)
})

it("a cancelled pass ends between two layers or tokens", async () => {
  const { samples } = turn("reply")
  const stopsAfter = async (steps: number): Promise<ReadonlyArray<FromWorker["_tag"]>> => {
    const posted: Array<FromWorker["_tag"]> = []
    const { promise, resolve } = Promise.withResolvers<void>()
    let passed = 0
    const handle = begin(
      {
        post: ({ _tag }) => {
          posted.push(_tag)
          if (_tag === "Done") resolve()
        },
        pause: async () => {
          if (++passed === steps) handle?.({ _tag: "Cancel", id: 1 })
        }
      },
      { weights: readFileSync(weightsUrl), kernels: readFileSync(kernelsUrl) }
    )
    handle?.({ _tag: "Pass", id: 1, samples: at16kHz(samples), prefix: [] })
    await promise
    assert.strictEqual(passed, steps)
    return posted
  }
  assert.deepStrictEqual(await stopsAfter(3), ["Ready", "Done"])
  assert.deepStrictEqual((await stopsAfter(12)).slice(0, 2), ["Ready", "Word"])
})
