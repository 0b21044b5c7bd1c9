import type { Heard } from "@antiphon/ears"
import { expect, it } from "vitest"
import { captioned, type Captions, named, noCaptions, unnamed, without } from "../src/state/Captions.ts"

const words = (...texts: ReadonlyArray<string>): Heard => ({
  _tag: "Words",
  words: texts.map((text) => ({ text, logprob: 0, startMs: 0, endMs: 0 }))
})
const guess = (text: string): Heard => ({ _tag: "Guess", text })
const after = (id: string, ...heard: ReadonlyArray<Heard>): Captions =>
  heard.reduce((captions, each) => captioned(captions, id, each), noCaptions)

it("words are appended, and each guess is replaced by what comes next", () => {
  expect(after("a", guess("Had he")).get("a")).toEqual({ words: "", guess: "Had he" })
  expect(after("a", guess("Had he"), words("Had", " he")).get("a")).toEqual({ words: "Had he", guess: "" })
  expect(after("a", words("Had"), guess(" he"), guess(" her.")).get("a")).toEqual({ words: "Had", guess: " her." })
})

it("a guess that begins another stretch of speech is set apart from the words before it", () => {
  expect(after("a", words("One."), guess("Two")).get("a")?.guess).toBe(" Two")
  expect(after("a", words("One"), guess(", two")).get("a")?.guess).toBe(", two")
})

it("a held turn gets the id of its item once the server names it", () => {
  const held = after(unnamed, words("Hello."))
  expect([...named(held, "item_1")]).toEqual([["item_1", { words: "Hello.", guess: "" }]])
  expect(named(noCaptions, "item_1")).toBe(noCaptions)
})

it("a transcript takes the place of its caption, and only the newest captions are kept", () => {
  expect([...without(after("a", words("Hello.")), "a")]).toEqual([])
  const many = Array.from({ length: 30 }, (_, n) => String(n)).reduce(
    (captions, id) => captioned(captions, id, words("Hello.")),
    noCaptions
  )
  expect([...many.keys()]).toEqual(Array.from({ length: 20 }, (_, n) => String(n + 10)))
})
