import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { ProtocolError } from "@antiphon/core"
import { ClientEvent, ServerEvent } from "@antiphon/core/schema"

const delta = {
  type: "response.output_audio.delta",
  event_id: "event_1",
  response_id: "resp_1",
  item_id: "item_1",
  output_index: 0,
  content_index: 0,
  delta: "AAAA"
}

/** An event with a value of 300 levels beside its fields. */
const deep = (event: object): string =>
  `${JSON.stringify(event).slice(0, -1)},"deep":${'{"a":['.repeat(150)}1${"]}".repeat(150)}}`

const malformed = (frame: string): ProtocolError => {
  const decoded = ServerEvent.decode(frame)
  if (decoded._tag !== "Malformed") throw new Error(`decoded as ${decoded._tag}`)
  return decoded.error
}

describe("decode", () => {
  it("a valid frame is Known, and the event is the parsed object with all it carried", () => {
    const decoded = ServerEvent.decode(JSON.stringify({ ...delta, brand_new: { deep: [1] } }))
    expect(decoded).toEqual({ _tag: "Known", event: { ...delta, brand_new: { deep: [1] } } })
  })

  it("validation in place hands on the same object", () => {
    const value = { ...delta }
    expect(ServerEvent.decodeValue(value)).toEqual({ _tag: "Known", event: value })
    const decoded = ServerEvent.decodeValue(value)
    expect(decoded._tag === "Known" && decoded.event === value).toBe(true)
    expect(Schema.decodeUnknownSync(Schema.Struct({ nested: ServerEvent.Schema }))({ nested: value }).nested).toBe(
      value
    )
  })

  it("a type that the vocabulary does not name is Unknown and whole", () => {
    const event = { type: "response.hologram.delta", delta: 1 }
    expect(ServerEvent.decode(JSON.stringify(event))).toEqual({ _tag: "Unknown", event })
  })

  it("a byte order mark at the head of a frame does not change what the frame says", () => {
    const mended = { ...delta, event_id: 3 }
    for (const event of [delta, mended, { type: "response.hologram.delta" }, { type: "error", error: 3 }]) {
      const text = JSON.stringify(event)
      const [plain, marked] = [ServerEvent.decode(text), ServerEvent.decode(`\ufeff${text}`)]
      expect(marked).toEqual(plain)
      if (marked._tag === "Malformed") expect(marked.error.raw).toBe(text)
      else expect(ServerEvent.encode(marked.event as never)).toBe(text)
    }
  })

  it.each([
    ["NotJson", "{"],
    ["NotJson", "\ufeff"],
    ["NotJson", "\ufeff\ufeff{}"],
    ["NotJson", ""],
    ["NotObject", "[1]"],
    ["NotObject", "null"],
    ["NotObject", '"text"'],
    ["NoType", "{}"],
    ["NoType", '{"type":3}'],
    ["NoType", '{"__proto__":{"type":"error"}}'],
    ["TooDeep", deep({ type: "unheard.of" })],
    ["TooDeep", deep({ type: "input_audio_buffer.cleared", event_id: "e" })],
    ["TooDeep", deep({ type: "error", padding: "y".repeat(70_000) })],
    ["TooManyValues", `{"type":"unheard.of","many":[${"{},".repeat(1_100_000)}{}]}`],
    ["TooManyValues", `{"type":"error","many":[${"0,".repeat(2_100_000)}0]}`],
    ["TooManyValues", `{"type":"error","many":{${'"k":0,'.repeat(262_144)}"k":0}}`]
  ])("%s: %.60s", (reason, frame) => {
    expect(malformed(frame).reason).toBe(reason)
  })

  it("brackets and commas inside strings do not count", () => {
    const text = `\\"${"[".repeat(5_000)}${",:".repeat(2_100_000)}`
    const frame = JSON.stringify({ type: "unheard.of", text, padding: "x".repeat(70_000) })
    expect(ServerEvent.decode(frame)._tag).toBe("Unknown")
  })

  it("a known type of the wrong shape is Malformed and says where, in words", () => {
    const error = malformed(JSON.stringify({ ...delta, delta: 12_345, output_index: 0.5, item_id: undefined }))
    expect(error.reason).toBe("Invalid")
    expect(error.issues).toEqual([
      { path: ["item_id"], message: "is missing" },
      { path: ["output_index"], message: "expected an integer or null, got a fraction" },
      { path: ["delta"], message: "expected a string, got an integer" }
    ])
    expect(error.message).toContain("response.output_audio.delta is malformed: item_id: is missing;")
  })

  it("an issue deep inside an item names the arm that was meant and its path", () => {
    const item = { type: "message", role: "assistant", content: [{ type: "output_text", text: 7 }] }
    const verdict = ServerEvent.validate({ type: "response.done", response: { id: "resp_1", output: [item] } })
    expect(Result.isFailure(verdict) && verdict.failure.message).toBe(
      "response.done is malformed: response.output[0].content[0].text: expected a string or null, got an integer"
    )
  })

  it("the raw frame is kept but neither printed nor enumerated", () => {
    const frame = '{"type":"error","error":["sk-secret"]}'
    const error = malformed(frame)
    expect(error.raw).toBe(frame)
    expect(JSON.stringify(error)).not.toContain("sk-secret")
    expect(String(error)).not.toContain("sk-secret")
    expect(Object.keys(error)).not.toContain("raw")
  })
})

describe("open at every depth", () => {
  const response = (change: object) => ({
    type: "response.done",
    event_id: "e",
    response: { id: "resp_1", status: "completed", output: [], ...change }
  })
  it.each([
    ["an unknown enum value", response({ status: "paused" })],
    ["an unknown item type", response({ output: [{ type: "hologram", id: "item_1", light: 1 }] })],
    ["an unknown role", response({ output: [{ type: "message", role: "narrator", content: 3 }] })],
    [
      "an unknown content type",
      response({ output: [{ type: "message", role: "assistant", content: [{ type: "scent", rose: true }] }] })
    ],
    ["an unknown key", response({ mood: "fine" })],
    ["observed nulls", response({ status_details: null, usage: null, conversation_id: null, metadata: null })],
    ["a word where a number was", response({ max_output_tokens: "inf" })],
    [
      "an unknown turn detector",
      {
        type: "session.updated",
        event_id: "e",
        session: { type: "realtime", audio: { input: { turn_detection: { type: "telepathy" } } } }
      }
    ],
    ["an unknown session", { type: "session.created", event_id: "e", session: { type: "karaoke", key: "C" } }],
    [
      "a truncated transcript",
      {
        type: "conversation.item.done",
        event_id: "e",
        item: { type: "message", role: "user", content: [{ type: "input_audio", transcript: null }] }
      }
    ]
  ])("%s is Known, and encodes to what it was", (_name, event) => {
    const decoded = ServerEvent.decode(JSON.stringify(event))
    expect(decoded).toEqual({ _tag: "Known", event })
    if (decoded._tag === "Known") expect(JSON.parse(ServerEvent.encode(decoded.event))).toEqual(event)
  })
})

describe("the functions of a vocabulary", () => {
  const event = ServerEvent.make("error", { event_id: "e", error: { type: "server_error", message: "again, please" } })

  it("make fills in the type and checks the rest", () => {
    expect(event.type).toBe("error")
    const bad = JSON.parse('{"event_id":"e","error":{"message":1}}')
    expect(() => ServerEvent.make("error", bad)).toThrow(ProtocolError)
  })

  it("as gives some of the event named, none of another", () => {
    expect(Option.getOrThrow(ServerEvent.as("error")(event))).toBe(event)
    expect(Option.isNone(ServerEvent.as("response.done")(event))).toBe(true)
  })

  it("validate gives every issue", () => {
    expect(Result.isSuccess(ServerEvent.validate(event))).toBe(true)
    const verdict = ServerEvent.validate({ type: "error", error: {} })
    expect(Result.isFailure(verdict) && verdict.failure.issues).toEqual([
      { path: ["error", "message"], message: "is missing" }
    ])
    const response = ServerEvent.validate({ type: "response.done", event_id: 1, response: { usage: 5.5 } })
    expect(Result.isFailure(response) && response.failure.issues.map((issue) => issue.path.join("."))).toEqual([
      "event_id",
      "response.id",
      "response.usage"
    ])
  })

  it("validate refuses a type that the vocabulary does not name", () => {
    const verdict = ServerEvent.validate({ type: "response.create" })
    expect(Result.isFailure(verdict) && verdict.failure.message).toBe(
      "response.create is malformed: type: is not in ServerEvent"
    )
  })

  it("unknown takes an event whose arm is missing at run time", () => {
    const unknown = () => "unknown"
    const handlers = new Proxy({ unknown }, {}) as never
    expect(ClientEvent.match(ClientEvent.make("response.cancel", {}), handlers)).toBe("unknown")
  })

  it("matchSome runs the arm if there is one, else the fallback", () => {
    expect(ServerEvent.matchSome(event, { error: ({ error }) => error.message }, () => "")).toBe("again, please")
    expect(ServerEvent.matchSome(event, { "response.done": () => "done" }, ({ type }) => type)).toBe("error")
  })
})
