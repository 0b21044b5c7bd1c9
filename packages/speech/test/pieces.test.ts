import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { maxCharacters, maxWords, speakable, split } from "../src/voice/pieces.ts"

/** The pieces of a text that arrives in these parts. */
const piecesOf = (...parts: ReadonlyArray<string>): ReadonlyArray<string> => {
  let rest = ""
  const pieces = parts.flatMap((part) => {
    const [left, whole] = split(rest + part)
    rest = left
    return whole
  })
  return rest === "" ? pieces : [...pieces, rest]
}

const wordsOf = (piece: string): number => piece.split(/\s+/).filter((word) => word !== "").length

describe("a text", () => {
  it("is split into its sentences", () => {
    assert.deepStrictEqual(piecesOf('Hello there. How are you?! "Fine." She left… and came back.'), [
      "Hello there. ",
      "How are you?! ",
      '"Fine." ',
      "She left… ",
      "and came back."
    ])
  })

  it("is not split after abbreviations and initials, nor inside numbers", () => {
    const text = "Dr. J. Smith of the U.S. paid $3.50, i.e. much, vs. Mr. Jones."
    assert.deepStrictEqual(piecesOf(text), [text])
  })

  it("is split at the full stops of every script, with or without a space after them", () => {
    for (const [first, second] of [
      ["你好。", "我在这里"],
      ["「本当？」", "はい"],
      ["كيف حالك؟ ", "بخير"],
      ["मैं ठीक हूँ। ", "धन्यवाद"],
      ["ሰላም ነው። ", "እንዴት"]
    ] as const) {
      assert.deepStrictEqual(piecesOf(first + second), [first, second])
      assert.deepStrictEqual(piecesOf(...(first + second)), [first, second])
    }
  })

  it("is split at the ends of its lines", () => {
    assert.deepStrictEqual(piecesOf("- milk\n- eggs\n\nThat is all"), ["- milk\n", "- eggs\n\n", "That is all"])
  })

  it("of up to 15 words without an end is one piece", () => {
    const fifteen = Array.from({ length: 15 }, (_, i) => `w${i}`).join(" ")
    assert.deepStrictEqual(piecesOf(fifteen), [fifteen])
  })

  it("with one long sentence is split after a clause, or before a small word if it has no clause", () => {
    assert.deepStrictEqual(
      piecesOf(
        "If you open the second drawer from the left, the one with a brass handle, you will find the keys " +
          "beside an envelope that no servant has ever dared to open without the lawyer's consent"
      ),
      [
        "If you open the second drawer from the left, the one with a brass handle, ",
        "you will find the keys beside an envelope that no servant has ever dared ",
        "to open without the lawyer's consent"
      ]
    )
  })

  it("is split as soon as the next word begins", () => {
    assert.deepStrictEqual(split("One. "), ["One. ", []])
    assert.deepStrictEqual(split("One. T"), ["T", ["One. "]])
  })

  it("is never split inside a character", () => {
    const pieces = piecesOf(`a${"😀".repeat(200)}`)
    assert.deepStrictEqual(
      pieces.map((piece) => piece.length),
      [159, 160, 82]
    )
    for (const piece of pieces) assert.isTrue(piece.isWellFormed())
  })

  const anyText = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 400 }),
    fc.string({
      unit: fc.constantFrom("a", " ", ".", ",", "\n", "and ", "Dr. ", "😀", "word ", "。", "」", "؟"),
      maxLength: 300
    })
  )
  const cuts = fc.array(fc.nat(), { maxLength: 8 })
  const partsOf = (text: string, at: ReadonlyArray<number>): ReadonlyArray<string> => {
    const places = [0, ...at.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b)
    return places.slice(1).map((place, i) => text.slice(places[i], place))
  }

  it("is its pieces joined, which are the same however it arrives, and none is empty or over 15 words or 160 characters", () => {
    fc.assert(
      fc.property(anyText, cuts, (text, at) => {
        const pieces = piecesOf(...partsOf(text, at))
        assert.strictEqual(pieces.join(""), text)
        assert.deepStrictEqual(pieces, piecesOf(text))
        for (const piece of pieces) {
          assert.isAbove(piece.length, 0)
          assert.isAtMost(piece.length, maxCharacters)
          assert.isAtMost(wordsOf(piece), maxWords)
        }
      }),
      { numRuns: 1000 }
    )
  })
})

describe("the speakable part of a piece", () => {
  it("has only characters that the voice reads", () => {
    assert.strictEqual(speakable("  “Café”, naïve\u0000—it’s ﬁne… \n"), '"Cafe", naive , it\'s fine...')
  })

  it("is empty if there is nothing to say", () => {
    assert.deepStrictEqual(["", " \n", "...", "— 😀 !?"].map(speakable), ["", "", "", ""])
    assert.strictEqual(speakable("7"), "7")
    assert.strictEqual(speakable("да"), "да")
  })
})
