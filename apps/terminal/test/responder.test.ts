import { FunctionTool } from "@antiphon/core/shapes"
import type { ContextItem } from "@antiphon/server"
import { assert, describe, it } from "@effect/vitest"
import { type Answer, answerTo, longestWords } from "../src/offline/responder.ts"

const now = new Date(2026, 0, 5, 14, 7)

const typed = (text: string): ContextItem => ({
  item: { type: "message", role: "user", content: [{ type: "input_text", text }] },
  audio: []
})

const spoken = (audio: ReadonlyArray<Int16Array>, transcript: string | null): ContextItem => ({
  item: { type: "message", role: "user", content: [{ type: "input_audio", transcript }] },
  audio
})

const weather = FunctionTool.make({
  type: "function",
  name: "weather",
  description: "The weather of a place.",
  parameters: { type: "object", properties: { place: { type: "string" } }, required: ["place"] }
})

const asked = { functions: [weather], heard: () => undefined, now, random: () => 0.5, toolChoice: "auto" } as const

const answer = (...context: ReadonlyArray<ContextItem>) => answerTo({ ...asked, context })

const says = (text: string): Answer => ({ _tag: "Say", text })

describe("the responder", () => {
  it("answers phrases by its rules", () => {
    for (const [asked, answered] of [
      ["Good morning!", "Hello. What can I do for you?"],
      ["What is 3 plus 4?", "That is 7."],
      ["what's 0.1 + 0.2", "That is 0.3."],
      ["5 divided by 0", "A division by zero has no result."],
      ["Count to 3, please", "1, 2, 3."],
      ["What time is it?", "It is 14:07."],
      ["What day is it?", "It is Monday, 5 January 2026."],
      ["Say: one two", "one two"],
      ["Spell Antiphon.", "A, N, T, I, P, H, O, N."],
      ["Roll a die.", "You rolled a 4."],
      ["Roll three dice, please", "You rolled 4, 4, 4. Together that is 12."],
      ["What is twenty-five times three?", "That is 75."],
      ["What is 1,000 minus one?", "That is 999."],
      ["Count up to five.", "1, 2, 3, 4, 5."]
    ] as const) {
      assert.deepStrictEqual(answer(typed(asked)), says(answered), asked)
    }
  })

  it("remembers the last name that the user gave, and only the user's words", () => {
    const context = [typed("My name is Ada."), typed("my name is Grace"), typed("What is my name?")]
    assert.deepStrictEqual(answer(...context), says("Your name is Grace."))
    assert.deepStrictEqual(answer(typed("What is my name?")), says("You have not said it yet."))
  })

  it("answers audio by its transcript if there is one", () => {
    assert.deepStrictEqual(answer(spoken([new Int16Array(2400)], "Count to 2")), says("1, 2."))
  })

  it("repeats audio without words, and says how long it was", () => {
    const audio = [new Int16Array(24_000).fill(1), new Int16Array(30_000).fill(2)]
    const text = "I heard you for 2 seconds, but made out no words."
    assert.deepStrictEqual(answer(spoken(audio, null)), { _tag: "Repeat", text, audio })
  })

  it("answers audio by what was heard in it, and remembers earlier turns", () => {
    const [first, second] = [[new Int16Array(2400).fill(1)], [new Int16Array(2400).fill(2)]]
    const heard = (audio: ReadonlyArray<Int16Array>) => (audio === first ? "My name is Ada." : "What is my name?")
    const context = [spoken(first, null), spoken(second, null)]
    assert.deepStrictEqual(answerTo({ ...asked, context, heard }), says("Your name is Ada."))
  })

  it("calls a function whose description fits what was said, with the arguments that were said", () => {
    const call: Answer = { _tag: "Call", name: "weather", arguments: '{"place":"Rome"}' }
    assert.deepStrictEqual(answer(typed("What is the weather in Rome?")), call)
    assert.deepStrictEqual(answer(typed("What is the weather?"))._tag, "Say")
    assert.deepStrictEqual(answer(typed("What time is it in Rome?")), says("It is 14:07."))
    assert.deepStrictEqual(
      answerTo({ ...asked, context: [typed("What is the weather in Rome?")], toolChoice: "none" })._tag,
      "Say"
    )
    const forced = { type: "function", name: "weather" } as const
    assert.deepStrictEqual(answerTo({ ...asked, context: [typed("And in San Marino?")], toolChoice: forced }), {
      ...call,
      arguments: '{"place":"San Marino"}'
    })
  })

  it("calls a function of the session, and no other, and reports its output", () => {
    const call = answer(typed('use weather with {"city":"Bonn"}'))
    assert.deepStrictEqual(call, { _tag: "Call", name: "weather", arguments: '{"city":"Bonn"}' })
    assert.deepStrictEqual(answer(typed("call nonesuch"))._tag, "Say")
    const output: ContextItem = {
      item: { type: "function_call_output", call_id: "call_1", output: "rain" },
      audio: []
    }
    assert.deepStrictEqual(answer(typed("call weather"), output), says("The function answered: rain"))
  })

  it("repeats text that matches no rule, and greets if there is no text", () => {
    assert.deepStrictEqual(
      answer(typed("xyzzy")),
      says('You said "xyzzy". I have no rule for that. Say help to learn what I know.')
    )
    assert.deepStrictEqual(answer(), says("Hello. I am listening."))
  })

  it("reads at most 2,000 characters, however long a message is, and says where it stopped", () => {
    for (const long of [
      "9".repeat(1_000_000),
      "1 ".repeat(500_000),
      "-1.1".repeat(250_000),
      "a\u{1F600}".repeat(300_000)
    ]) {
      const said = answer(typed(long))
      assert.strictEqual(said._tag, "Say")
      if (said._tag === "Say") {
        assert.isBelow(said.text.length, longestWords + 100)
        assert.isTrue(said.text.isWellFormed())
      }
      const output = { type: "function_call_output", call_id: "c", output: long } as const
      const told = answer({ item: output, audio: [] })
      assert.isTrue(told._tag === "Say" && told.text.length < longestWords + 100 && told.text.includes("…"))
    }
  })

  it("adds numbers whole or not at all", () => {
    for (const [asked, answered] of [
      ["Well...3 plus 4", "That is 7."],
      ["123456789012345 + 1", "That is 123456789012346."],
      ["-1.5 times 2", "That is -3."],
      ["3 plus 4.", "That is 7."]
    ] as const) {
      assert.deepStrictEqual(answer(typed(asked)), says(answered), asked)
    }
    for (const asked of ["1234567890123456 + 1", "1 + 1234567890123456", "1 + 0.1234567890123456"]) {
      const said = answer(typed(asked))
      assert.isTrue(said._tag === "Say" && said.text.startsWith("You said"), asked)
    }
  })

  it("calls with arguments of any length, and with none that are not JSON", () => {
    const long = `{"city":"${"x".repeat(5000)}"}`
    assert.deepStrictEqual(answer(typed(`use weather with ${long}`)), {
      _tag: "Call",
      name: "weather",
      arguments: long
    })
    assert.strictEqual(answer(typed("use weather with {oops}"))._tag, "Say")
  })
})
