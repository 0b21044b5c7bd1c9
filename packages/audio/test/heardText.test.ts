import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { heardText } from "../src/index.ts"

const rate = 24_000
const transcript = "one two three four"
const ended = { transcript, pieces: [{ text: transcript, offset: 0 }], samples: 4 * rate, ended: true }

describe("heardText", () => {
  it("is certain of nothing heard and of an ended part heard whole", () => {
    expect(heardText(ended, 0, rate)).toEqual({ text: "", isEstimate: false })
    expect(heardText(ended, 4 * rate, rate)).toEqual({ text: transcript, isEstimate: false })
  })

  it("spreads the transcript over the audio and cuts at whole words, marked as an estimate", () => {
    expect(heardText(ended, 2 * rate, rate)).toEqual({ text: "one two", isEstimate: true })
    expect(heardText(ended, 4 * rate - 1, rate)).toEqual({ text: "one two three", isEstimate: true })
  })

  it("does not run ahead of the voice while text comes faster than audio", () => {
    const long = "word ".repeat(200).trim()
    const part = { transcript: long, pieces: [{ text: long, offset: 0 }], samples: rate, ended: false }
    expect(heardText(part, rate, rate).text.length).toBeLessThanOrEqual(20)
  })

  it("holds back text that came after the audio heard", () => {
    const part = {
      transcript: "first second",
      pieces: [
        { text: "first ", offset: 0 },
        { text: "second", offset: 3 * rate }
      ],
      samples: 4 * rate,
      ended: true
    }
    expect(heardText(part, 2.9 * rate, rate).text).toBe("first")
  })

  it("does so even where an even spread would have come further", () => {
    const [first, rest] = ["one two", " three four five six"]
    const part = {
      transcript: first + rest,
      pieces: [
        { text: first, offset: 0 },
        { text: rest, offset: 3.5 * rate }
      ],
      samples: 4 * rate,
      ended: true
    }
    expect(heardText(part, 3.4 * rate, rate).text).toBe("one two")
    expect(heardText(part, 3.6 * rate, rate).text).toBe("one two three four five")
  })

  it("finds words where no blanks stand between them", () => {
    const text = "私は日本語を話します"
    const part = { transcript: text, pieces: [{ text, offset: 0 }], samples: 4 * rate, ended: true }
    const { text: heard } = heardText(part, 2 * rate, rate)
    expect(text.startsWith(heard) && heard.length > 0 && heard.length < text.length).toBe(true)
  })

  it("is always a beginning of the transcript, and never shorter for hearing more", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(rate), fc.nat(rate), fc.boolean(), (text, x, y, isEnded) => {
        const part = { transcript: text, pieces: [{ text, offset: 0 }], samples: rate, ended: isEnded }
        const less = heardText(part, Math.min(x, y), rate).text
        const more = heardText(part, Math.max(x, y), rate).text
        expect(text.startsWith(more)).toBe(true)
        expect(more.startsWith(less)).toBe(true)
      })
    )
  })
})
