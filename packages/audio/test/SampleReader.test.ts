import { describe, expect, it } from "vitest"
import { G711, SampleReader } from "../src/index.ts"

const samples = Int16Array.from({ length: 50 }, (_, i) => i * 600 - 15_000)

describe("SampleReader", () => {
  it.each([1, 3, 7, 100])("joins samples that pieces of %i bytes split", (size) => {
    const bytes = Buffer.from(samples.buffer)
    const read = SampleReader.make()
    const out: Array<number> = []
    for (let at = 0; at < bytes.length; at += size) {
      const piece = read(bytes.subarray(at, at + size).toString("base64"))
      if (piece._tag === "Success") out.push(...piece.success)
    }
    expect(out).toEqual([...samples])
  })

  it("reads G.711 as linear PCM16", () => {
    const law = G711.encode("audio/pcmu", samples)
    const read = SampleReader.make({ type: "audio/pcmu" })
    expect(read(Buffer.from(law).toString("base64"))).toEqual({
      _tag: "Success",
      success: G711.decode("audio/pcmu", law)
    })
  })

  it("fails on a piece that is not base64, and reads the next one from its start", () => {
    const read = SampleReader.make()
    read("AA==")
    expect(read("$$$$")).toMatchObject({ _tag: "Failure", failure: { position: 0 } })
    expect(read("AQAC")).toEqual({ _tag: "Success", success: Int16Array.of(1) })
  })
})
