import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeClose, encodeClose } from "../src/closeMessage.ts"

const reasons = fc.record({ code: fc.integer({ min: 1000, max: 4999 }), reason: fc.string({ unit: "grapheme" }) })

describe("a close that says something", () => {
  it("is read as it was written, and a plain one is the closing itself", () => {
    fc.assert(
      fc.property(reasons, (reason) => {
        const message = encodeClose(reason)
        const isPlain = reason.code === 1000 && reason.reason === ""
        expect(message === undefined).toBe(isPlain)
        if (message !== undefined) expect(decodeClose(message)).toEqual(reason)
      })
    )
    expect(encodeClose({ code: 1000, reason: "" })).toBeUndefined()
  })

  it("is taken for no event, and no event for it", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(decodeClose(json)).toBeUndefined()
      })
    )
    for (const frame of [
      "{",
      '{"type":"response.done"}',
      '{"type":"antiphon.close","code":"1000","reason":""}',
      '{"type":"antiphon.close",'
    ]) {
      expect(decodeClose(frame)).toBeUndefined()
    }
  })
})
