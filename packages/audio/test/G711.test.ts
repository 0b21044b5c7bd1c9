import { describe, expect, it } from "vitest"
import { alaw, mulaw } from "x-law"
import { G711 } from "../src/index.ts"

const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)
const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)

describe.each([
  ["audio/pcmu", mulaw],
  ["audio/pcma", alaw]
] as const)("G711 of %s", (law, peer) => {
  it("gives every sample the byte that x-law gives it", () => {
    expect(Buffer.compare(G711.encode(law, samples), peer.encode(samples))).toBe(0)
  })

  it("gives every byte the sample that x-law gives it", () => {
    const theirs = Int16Array.from(bytes, (byte) => peer.decodeSample(byte))
    expect(G711.decode(law, G711.fromBytes(law, bytes))).toEqual(theirs)
  })

  it("gives back every byte that a sample stands for", () => {
    const told = G711.decode(law, G711.fromBytes(law, bytes))
    expect(G711.decode(law, G711.encode(law, told))).toEqual(told)
  })
})
