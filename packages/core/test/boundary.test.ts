/** What is wrong with an argument, and what passes although the protocol does not have it. */
import { assert, describe, it } from "@effect/vitest"
import {
  ArgumentError,
  fromCaller,
  itemProblem,
  kindOf,
  optionsProblem,
  responseProblem,
  settingsProblem,
  throwArgument
} from "../src/boundary/index.ts"
import * as Live from "../src/live/index.ts"

const call = { what: "call" }

describe("settings of a session", () => {
  it.each([
    [{ voise: "marin" }, "call has no voise: did you mean voice?"],
    [{ vocie: "marin" }, "call has no vocie: did you mean voice?"],
    [{ maxOutputTokens: 5 }, "call has no maxOutputTokens: did you mean max_output_tokens?"],
    [{ audio: { ouput: {} } }, "call has no audio.ouput: did you mean audio.output?"],
    [
      { tools: [{ type: "function", name: "a", paramters: {} }] },
      "call has no tools[0].paramters: did you mean tools[0].parameters?"
    ],
    [{ instructions: 7 }, "instructions of call is 7: pass a string"],
    [{ instructions: () => "" }, "instructions of call is a function: pass a string"],
    [{ max_output_tokens: Number.NaN }, "max_output_tokens of call is NaN: pass a number or a string"],
    [{ speed: Infinity }, "speed of call is Infinity: pass a number"],
    [{ audio: [] }, "audio of call is an array: pass an object"],
    [{ tools: { a: {} } }, "tools of call is an object: pass an array"],
    [
      { turn_detection: { type: "server_vad", create_response: "no" } },
      "turn_detection.create_response of call is a string: pass true or false"
    ],
    [{ prompt: { id: "p", variables: { city: 7 } } }, "prompt.variables.city of call is 7: pass a string or an object"],
    [{ tools: new Map() }, "tools of call is a Map: pass an array"],
    [{ speed: 10n }, "speed of call is a bigint: pass a number"]
  ])("%o are refused", (settings, said) => assert.strictEqual(settingsProblem(call, settings), said))

  it.each([
    [{ voice: "marin", speed: 1.2, turn_detection: null, instructions: "Be brief.", tracing: "auto" }],
    [{ type: "realtime", model: "gpt-realtime", audio: { output: { voice: { id: "voice_1" } } } }],
    [{ brand_new: 1, audio: { spatial: true, input: { wake_word: "Anna" } } }],
    [{ seed: 7, mode: "fast" }],
    [{ voices: ["a"], voice: undefined }],
    [{ voices: ["a"], audio: { output: { voice: "b" } }, voice: null }],
    [{ turn_detection: { type: "new_vad", treshold: 1 } }],
    [{ type: "new_kind", voise: 1 }],
    [{ instructions: { text: "an object may take the place of a text one day" } }],
    [{ speed: undefined, voise: undefined }]
  ])("%o pass", (settings) => assert.isUndefined(settingsProblem(call, settings)))

  it("of a transcription have no voice", () => {
    assert.isUndefined(settingsProblem(call, { transcription: { model: "m" } }, "transcription"))
    const problem = settingsProblem(call, { transcription: { modle: "m" } }, "transcription")
    assert.strictEqual(problem, "call has no transcription.modle: did you mean transcription.model?")
  })

  it("of Live have names of their own", () => {
    const place = { what: "call", option: "session" }
    assert.isUndefined(Live.settingsProblem(place, { model: "gpt-live-1", instructions: "Be brief.", new_field: 1 }))
    assert.strictEqual(
      Live.settingsProblem(place, { instrutions: "Be brief." }),
      "call has no session.instrutions: did you mean session.instructions?"
    )
  })
})

it("items and parameters of responses are checked by the same rule", () => {
  const item = { type: "message", role: "user", content: [{ type: "input_text", txt: "Hi" }] }
  assert.isUndefined(itemProblem(call, item), "a name of three letters is no slip")
  assert.strictEqual(itemProblem(call, { ...item, content: "Hi" }), "content of call is a string: pass an array")
  assert.strictEqual(responseProblem(call, { instrutions: "" }), "call has no instrutions: did you mean instructions?")
})

it("options are an object, and no samples, promise or map", () => {
  for (const value of [undefined, null, "x", 7, [], new Int16Array(1), Promise.resolve(), new Map()]) {
    assert.strictEqual(optionsProblem("call", value, {}), `call takes an object of options, not ${kindOf(value)}`)
  }
})

it("an error begins at the line of the call, and not inside", () => {
  const inner = (): never => throwArgument(called, "called takes nothing")
  const called = (): never => inner()
  try {
    called()
    assert.fail("it did not throw")
  } catch (error) {
    assert(error instanceof ArgumentError)
    assert.strictEqual(error.code, "invalid")
    assert.match(error.stack?.split("\n")[1] ?? "", /boundary\.test/)
    assert.notInclude(error.stack ?? "", "at inner")
  }
  assert.strictEqual(fromCaller(new Error("kept"), called).message, "kept")
})
