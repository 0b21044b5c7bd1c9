import { Buffer } from "node:buffer"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Base64 from "../src/samples/Base64.ts"

const bytes = fc.uint8Array({ maxLength: 300 })
const portable = (text: string) => {
  const target = new Uint8Array(Base64.byteLength(text))
  const written = Base64.decodePlain(text, target)
  return written._tag === "Failure" ? written : { _tag: "Success", success: target.subarray(0, written.success) }
}

describe("Base64", () => {
  it("encodes as the platform does, natively and portably, and decodes what it encoded", () => {
    fc.assert(
      fc.property(bytes, (input) => {
        const text = Buffer.from(input).toString("base64")
        expect(Base64.encode(input)).toBe(text)
        expect(Base64.encodePlain(input)).toBe(text)
        expect(Base64.decode(text)).toEqual({ _tag: "Success", success: input })
      })
    )
  })

  it("takes the URL alphabet and missing padding", () => {
    fc.assert(
      fc.property(bytes, (input) => {
        const text = Buffer.from(input).toString("base64url")
        expect(Base64.decode(text)).toEqual({ _tag: "Success", success: input })
      })
    )
  })

  it("decides on every text as the portable decoder does", () => {
    const texts = fc.string({ unit: fc.constantFrom(..."ABab01+/-_== \n!é"), maxLength: 24 })
    fc.assert(
      fc.property(texts, (text) => {
        expect(Base64.decode(text)).toEqual(portable(text))
      }),
      { numRuns: 5_000 }
    )
  })

  it.each([
    ["AAA!", 3],
    ["AA AA==", 2],
    ["QQ==QQ==", 2],
    ["A", 1],
    ["AAAAA", 5],
    ["QQ=", 2],
    ["====", 0],
    ["é", 0]
  ])("names the position of what is wrong in %j", (text, position) => {
    expect(Base64.decode(text)).toMatchObject({ failure: { _tag: "Base64Error", position } })
  })

  it("gives bytes of their own, which can be transferred, whatever their number", () => {
    for (const length of [1, 100, 5_000]) {
      const decoded = Base64.decode(Base64.encode(new Uint8Array(length)))
      expect(decoded._tag === "Success" && decoded.success.buffer.byteLength).toBe(length)
      expect(decoded._tag === "Success" && decoded.success.constructor).toBe(Uint8Array)
    }
  })

  it("decodes into the start of a larger target and leaves the rest alone", () => {
    const target = new Uint8Array(6).fill(9)
    expect(Base64.decodeInto("AQID", target)).toEqual({ _tag: "Success", success: 3 })
    expect(target).toEqual(Uint8Array.of(1, 2, 3, 9, 9, 9))
  })
})
