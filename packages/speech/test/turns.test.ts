import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { TurnEvent } from "../src/index.ts"
import { judge, start, turnFrame } from "../src/turns/turns.ts"
import { thresholds } from "../src/turns/TurnSettings.ts"

const usual = thresholds({ type: "server_vad", threshold: 0.5, silence_duration_ms: 96 })

const turns = (probabilities: ReadonlyArray<number>, limits = usual): ReadonlyArray<TurnEvent> => {
  let state = start
  return probabilities.flatMap((probability) => {
    const [next, events] = judge(limits, state, probability)
    state = next
    return events
  })
}

/** Starts and stops alone, in frames. */
const ends = (probabilities: ReadonlyArray<number>, limits = usual): ReadonlyArray<readonly [string, number]> =>
  turns(probabilities, limits).flatMap((event) =>
    event._tag === "Silence" ? [] : [[event._tag, event.at / turnFrame] as const]
  )

describe("turns", () => {
  it("start one frame before three frames of speech, because the model is late", () => {
    assert.deepStrictEqual(ends([0, 0, 0.9, 0.9]), [])
    assert.deepStrictEqual(ends([0, 0, 0.9, 0.9, 0.9]), [["SpeechStarted", 1]])
  })

  it("end after five minutes of a sound that never ends, and the next one begins", () => {
    const found = ends(Array.from({ length: 9400 }, () => 0.9))
    assert.deepStrictEqual(found, [
      ["SpeechStarted", 0],
      ["SpeechStopped", 9375],
      ["SpeechStarted", 9374]
    ])
  })

  it("never start before the first sample", () => {
    assert.deepStrictEqual(ends([0.9, 0.9, 0.9]), [["SpeechStarted", 0]])
  })

  it("do not start for a click, nor for many", () => {
    assert.deepStrictEqual(ends([0, 0.9, 0.9, 0, 0.9, 0.9, 0, 0.9, 0.9, 0]), [])
  })

  it("start through a dip between the two thresholds", () => {
    assert.deepStrictEqual(ends([0, 0.9, 0.4, 0.9, 0.9]), [["SpeechStarted", 0]])
  })

  it("stop where a silence began, once it has lasted", () => {
    const speech = [0, 0.9, 0.9, 0.9, 0.9]
    assert.deepStrictEqual(ends([...speech, 0, 0]), [["SpeechStarted", 0]])
    assert.deepStrictEqual(ends([...speech, 0, 0, 0]), [
      ["SpeechStarted", 0],
      ["SpeechStopped", 5]
    ])
  })

  it("go on through a shorter pause, and through one that is not quite silent", () => {
    const speech = [0.9, 0.9, 0.9]
    assert.deepStrictEqual(ends([...speech, 0, 0, ...speech, 0, 0]), [["SpeechStarted", 0]])
    assert.deepStrictEqual(ends([...speech, 0.4, 0.4, 0.4, 0.4, 0.4]), [["SpeechStarted", 0]])
  })

  it("stop though the silence is interrupted by less than speech", () => {
    assert.deepStrictEqual(ends([0.9, 0.9, 0.9, 0, 0.4, 0.4]), [
      ["SpeechStarted", 0],
      ["SpeechStopped", 3]
    ])
  })

  it("alternate, lie in order and within the audio, and never start before a reported silence", () => {
    const probability = fc.oneof(
      fc.constantFrom(0, 0.34, 0.36, 0.49, 0.5, 1),
      fc.double({ min: 0, max: 1, noNaN: true })
    )
    const settings = fc.record({
      type: fc.constant("server_vad" as const),
      threshold: fc.double({ min: -1, max: 2, noNaN: true }),
      silence_duration_ms: fc.integer({ min: 0, max: 400 })
    })
    fc.assert(
      fc.property(fc.array(probability, { maxLength: 200 }), settings, (probabilities, settings) => {
        let open = false
        let last = 0
        let silent = 0
        for (const event of turns(probabilities, thresholds(settings))) {
          if (event._tag === "Silence") {
            assert.isFalse(open)
            assert.isAtLeast(event.until, silent)
            silent = event.until
          } else {
            assert.strictEqual(open, event._tag === "SpeechStopped")
            assert.isAtLeast(event.at, last)
            assert.isAtMost(event.at, probabilities.length * turnFrame)
            if (event._tag === "SpeechStarted") assert.isAtLeast(event.at, silent)
            open = !open
            last = event.at
          }
        }
      })
    )
  })
})

describe("thresholds", () => {
  it("have the protocol's defaults", () => {
    const defaults = { speech: 0.5, silence: 0.35, silenceSamples: 12_000 }
    assert.deepStrictEqual(thresholds({ type: "server_vad" }), defaults)
    assert.deepStrictEqual(thresholds({ type: "server_vad", threshold: null, silence_duration_ms: null }), defaults)
  })

  it("take the silence of semantic_vad from its eagerness", () => {
    const ms = (eagerness?: string | null) =>
      thresholds({ type: "semantic_vad", ...(eagerness === undefined ? {} : { eagerness }) }).silenceSamples / 24
    assert.deepStrictEqual(
      ["high", "medium", "low", "auto", "eventually", null, undefined].map(ms),
      [300, 600, 1200, 600, 600, 600, 600]
    )
  })

  it("leave room above and below for a threshold at the ends of its range", () => {
    assert.deepInclude(thresholds({ type: "server_vad", threshold: 0 }), { speech: 0.05, silence: 0.03 })
    assert.strictEqual(thresholds({ type: "server_vad", threshold: 1 }).speech, 0.95)
  })
})
