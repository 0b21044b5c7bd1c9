import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { appendEvents, type G711Law, G711, InputChunker } from "../src/index.ts"

describe("appendEvents", () => {
  it("cuts PCM into the events of a chunker of that length, the rest at once", () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 1500 }), (samples) => {
        const chunker = InputChunker.make({ chunkMs: 20 })
        const expected = [...chunker.push(samples), ...chunker.flush()]
        expect(appendEvents(samples, { type: "audio/pcm", rate: 24_000 }, 480)).toEqual(expected)
      })
    )
  })

  it.each(["audio/pcmu", "audio/pcma"] as const)("makes %s of linear samples", (law: G711Law) => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 500 }), (samples) => {
        const chunker = InputChunker.make<{ readonly type: G711Law }>({ format: { type: law }, chunkMs: 20 })
        const expected = [...chunker.push(G711.encode<G711Law>(law, samples)), ...chunker.flush()]
        expect(appendEvents(samples, { type: law }, 160)).toEqual(expected)
      })
    )
  })
})
