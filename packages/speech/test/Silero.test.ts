import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Silero from "../src/silero/Silero.ts"
import { fromBytes, weightsBytes } from "../src/silero/Weights.ts"
import { weightsUrl } from "../src/index.ts"
import { framesOf, goldenAudio } from "./goldenAudio.ts"
import { weights } from "./weights.ts"
import { vi } from "vitest"

vi.setConfig({ testTimeout: 60_000 })

const golden: ReadonlyArray<number> = JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8"))
const frames = framesOf(goldenAudio())

const furthest = (probabilities: ReadonlyArray<number>): number =>
  Math.max(...probabilities.map((probability, i) => Math.abs(probability - (golden[i] ?? Number.NaN))))

describe("Silero", () => {
  it("the forward pass answers what onnxruntime answers over 40 s, within 0.0001", () => {
    assert.strictEqual(frames.length, 1250)
    assert.strictEqual(golden.length, 1250)
    assert.isTrue(golden.some((probability) => probability > 0.99))
    assert.isTrue(golden.some((probability) => probability < 0.01))
    const silero = Silero.make(weights)
    assert.isAtMost(furthest(frames.map(silero.process)), 1e-4)
  })

  it("two streams over the same weights do not affect each other", () => {
    const mine = Silero.make(weights)
    const other = Silero.make(weights)
    const probabilities = frames.map((frame, i) => {
      other.process(frames[frames.length - 1 - i] ?? frame)
      return mine.process(frame)
    })
    assert.isAtMost(furthest(probabilities), 1e-4)
  })

  it.effect("bytes of another length are refused, and the message names the right file", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(fromBytes(new Uint8Array(1000)))
      assert.strictEqual(reason._tag, "WeightsInvalid")
      assert.include(reason.message, `have ${weightsBytes} bytes`)
      assert.include(reason.message, "weights/silero-v6-16k.bin")
    })
  )

  it.effect("weights are read at any offset of a larger memory", () =>
    Effect.gen(function* () {
      const file = readFileSync(weightsUrl)
      const memory = new Uint8Array(file.length + 3)
      memory.set(file, 3)
      assert.deepStrictEqual(yield* fromBytes(memory.subarray(3)), weights)
    })
  )
})
