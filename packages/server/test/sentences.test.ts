import { afterEach, assert, describe, it, vi } from "@effect/vitest"
import * as fc from "fast-check"
import * as Sentences from "../src/engine/sentences.ts"

/** The parts of a text that arrives in these pieces, with the last one. */
const partsOf = (pieces: Iterable<string>): ReadonlyArray<string> => {
  let open = Sentences.nothing
  const parts: Array<string> = []
  for (const piece of pieces) {
    const [rest, whole] = Sentences.push(open, piece)
    open = rest
    parts.push(...whole)
  }
  return [...parts, ...Sentences.flush(open)]
}

const letters = (text: string): ReadonlyArray<string> => text.match(/[\s\S]/g) ?? []

describe("a sentence", () => {
  for (const [language, first, second] of [
    ["English", "Hello there.", " How are you"],
    ["quoted", "“Who goes there?”", " Nobody"],
    ["Chinese", "你好。", "我是一个助手"],
    ["Japanese", "そうですか！？", "はい"],
    ["Japanese in brackets", "「本当ですか？」", "はい"],
    ["Japanese with ASCII marks", "やった!", "次です"],
    ["Arabic", "كيف حالك؟", " بخير"],
    ["Urdu", "میں ٹھیک ہوں۔", " شکریہ"],
    ["Hindi", "मैं ठीक हूँ।", " धन्यवाद"],
    ["Armenian", "Ես լավ եմ։", " Իսկ դու"],
    ["Amharic", "ሰላም ነው።", " እንዴት ነህ"],
    ["Khmer", "ខ្ញុំសុខសប្បាយ។", " អរគុណ"],
    ["Burmese", "နေကောင်းပါတယ်။", " ကျေးဇူး"],
    ["Tibetan", "བདེ་མོ།", " ཐུགས་རྗེ་ཆེ"],
    ["half-width Japanese", "ﾃｽﾄ｡", "ﾂｷﾞ"]
  ] as const) {
    it(`ends where it ends in ${language}`, () => {
      for (const pieces of [[first + second], letters(first + second)]) {
        assert.strictEqual(partsOf(pieces).join(""), first + second)
      }
      assert.deepStrictEqual(partsOf([first, second]), [first, second])
      assert.deepStrictEqual(partsOf([first + second]), [first, second])
    })
  }

  it("of a script without spaces ends with its last character, although nothing follows", () => {
    for (const text of ["你好。", "元気ですか？", "ठीक है।", "كيف حالك؟"]) {
      assert.deepStrictEqual(Sentences.push(Sentences.nothing, text)[1], [text])
    }
  })

  it("does not end inside a number or a name", () => {
    for (const text of [
      "It is 3.5 or 1,000.25 of it",
      "Ask example.com and Node.js",
      "版本是3.5吗",
      "価格は３．５です"
    ]) {
      assert.deepStrictEqual(partsOf(letters(text)), [text])
    }
    assert.deepStrictEqual(partsOf(["Dr. Smith came. She", " left."]), ["Dr. Smith came.", " She left."])
  })

  it("has words, so punctuation alone joins the next one", () => {
    assert.deepStrictEqual(partsOf(["... ", "!!! ", "Well then. ", "Go"]), ["... !!! Well then.", " Go"])
    assert.deepStrictEqual(partsOf(["はい。", "」", "次。"]), ["はい。", "」次。"])
  })

  it("without an end is split after a clause, before a word or inside a word, and never inside a character", () => {
    const [clause = ""] = partsOf([`${"word ".repeat(40)}word, ${"word ".repeat(60)}`])
    assert.isTrue(clause.endsWith("word,"))
    const blanks = partsOf(["word ".repeat(200)])
    assert.isTrue(blanks.slice(0, -1).every((part) => part.endsWith("word") && part.length > 250))
    const emoji = partsOf(["😀".repeat(500)])
    assert.isTrue(emoji.every((part) => part.isWellFormed() && part.length <= Sentences.longestPart))
    assert.deepStrictEqual(partsOf(letters("a".repeat(301))), ["a".repeat(300), "a"])
  })

  it("is not split inside a character that arrives in halves", () => {
    const [open, parts] = Sentences.push(Sentences.nothing, `${"a".repeat(299)}\ud83d`)
    assert.deepStrictEqual(parts, [])
    assert.deepStrictEqual(Sentences.push(open, "\ude00b")[1], ["a".repeat(299)])
  })
})

describe("all parts", () => {
  const text = fc.string({
    unit: fc.constantFrom(
      "a",
      "W",
      "7",
      " ",
      "\n",
      ".",
      "!",
      "…",
      ",",
      "。",
      "、",
      "好",
      "」",
      ")",
      "😀",
      "word ",
      "؟"
    ),
    maxLength: 900
  })

  it("are at most 300 characters and joined are the text, however it arrives", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 400 }), (whole, size) => {
        const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
          whole.slice(i * size, (i + 1) * size)
        )
        const parts = partsOf(pieces)
        assert.isTrue(whole.startsWith(parts.join("")))
        assert.strictEqual(whole.slice(parts.join("").length).trim(), "")
        for (const part of parts) assert.isAtMost(part.length, Sentences.longestPart)
      }),
      { numRuns: 500 }
    )
  })
})

describe("the work", () => {
  afterEach(() => void vi.restoreAllMocks())

  it("reads each character once, with or without ends, word by word or at once", () => {
    for (const pieces of [
      Array.from({ length: 20_000 }, () => "word "),
      ["word ".repeat(20_000)],
      ["word. ".repeat(20_000)],
      Array.from({ length: 20_000 }, () => "好"),
      [".".repeat(50_000)],
      [" ".repeat(50_000)]
    ]) {
      const look = vi.spyOn(String.prototype, "charCodeAt")
      partsOf(pieces)
      const looks = look.mock.calls.length
      look.mockRestore()
      assert.isAtMost(looks, pieces.join("").length)
    }
  })

  it("keeps no more than one part of the text", () => {
    let open = Sentences.nothing
    for (let i = 0; i < 10_000; i++) [open] = Sentences.push(open, "word ")
    assert.isAtMost(open.text.length, Sentences.longestPart)
  })
})
