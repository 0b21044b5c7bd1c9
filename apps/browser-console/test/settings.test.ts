import { ServerEvent } from "@antiphon/core"
import { expect, it } from "vitest"
import { checkSettings, fieldAt } from "../src/state/checkSettings.ts"
import { initialSettings, type Settings, settingsFrom } from "../src/state/Settings.ts"

const check = (changes: Partial<Settings>) => checkSettings({ ...initialSettings, ...changes })
const messages = (changes: Partial<Settings>) => {
  const checked = check(changes)
  return checked._tag === "Invalid" ? checked.messages : {}
}

it("the initial settings are valid, and a server accepts them", () => {
  const checked = check({})
  expect(checked._tag).toBe("Valid")
  if (checked._tag === "Valid") {
    expect(ServerEvent.decodeValue({ type: "session.updated", event_id: "e", session: checked.session })._tag).toBe(
      "Known"
    )
  }
})

it("a message of the schema stands beside its field", () => {
  const wrong = messages({ threshold: "loud", silence: "long", speed: "fast", maxTokens: "1.5" })
  expect(Object.keys(wrong).sort()).toEqual(["maxTokens", "silence", "speed", "threshold"])
  expect(wrong.maxTokens).toBe("expected an integer, got a fraction")
  expect(wrong.threshold).toBe("expected a number or null, got a string")
  expect(wrong.silence).toBe("expected a number or null, got a string")
  expect(wrong.speed).toBe("expected a number or null, got a string")
})

it("a message about tools has its path, and invalid JSON is explained", () => {
  expect(messages({ tools: `[{"type":"function","name":4},{"type":"mcp"}]` }).tools).toBe(
    "tools[0].name expected a string or null, got an integer\ntools[1].server_label is missing"
  )
  expect(messages({ tools: "[" }).tools).toMatch(/^This is not JSON: /)
  expect(messages({ tools: "{}" }).tools).toBe("tools expected an array or null, got an object")
})

it("an empty field is left out of the request, and a disabled one is null", () => {
  const checked = check({ detection: "none", tools: " ", voice: "", transcription: "" })
  expect(checked).toMatchObject({
    session: { tools: [], audio: { input: { turn_detection: null, transcription: null, noise_reduction: null } } }
  })
  expect(JSON.stringify(checked)).not.toMatch(/voice|speed|max_output_tokens/)
})

it("the path in a server's refusal gives its field", () => {
  expect(fieldAt("session.audio.input.turn_detection.threshold")).toBe("threshold")
  expect(fieldAt("session.audio.input.turn_detection.type")).toBe("detection")
  expect(fieldAt("session.tools[1].name")).toBe("tools")
  expect(fieldAt("response.input")).toBeUndefined()
})

it("the settings of an earlier visit are used as far as they fit", () => {
  expect(settingsFrom({ voice: "cedar", answers: "yes", nonsense: 1 })).toEqual({ ...initialSettings, voice: "cedar" })
  expect(settingsFrom("broken")).toEqual(initialSettings)
})
