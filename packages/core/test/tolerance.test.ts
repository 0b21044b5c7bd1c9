import { describe, expect, it } from "vitest"
import { asReceived, ClientEvent, ProtocolError, ServerEvent, strictly } from "@antiphon/core"

const known = (frame: object | string) => {
  const decoded = ServerEvent.decode(typeof frame === "string" ? frame : JSON.stringify(frame))
  if (decoded._tag !== "Known") throw new Error(`decoded as ${decoded._tag}`)
  return decoded
}

/** Frames that servers send and that lack an ornament, or have it in another shape, with what is left out. */
const sparse: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  [
    `{"type":"session.created","event_id":"1","session":{"id":"s","voice":"ara","turn_detection":{"type":null},"tools":[]}}`,
    []
  ],
  [
    `{"type":"response.created","response":{"id":"r","status":"in_progress","status_details":"unimplemented","usage":{}}}`,
    ["response.status_details"]
  ],
  [
    `{"type":"response.output_item.added","response_id":"r","output_index":0,"item":{"id":"i","type":"message","role":"assistant"}}`,
    []
  ],
  [`{"type":"response.content_part.done","item_id":"i","response_id":"r","content_index":0,"output_index":0}`, []],
  [`{"type":"response.function_call_arguments.delta","item_id":"i","response_id":"r","call_id":"c","delta":"{}"}`, []],
  [
    `{"type":"response.function_call_arguments.done","item_id":"i","response_id":"r","call_id":"c","arguments":"{}"}`,
    []
  ],
  [`{"type":"response.output_audio.delta","response_id":"r","item_id":"i","delta":"AAAA"}`, []],
  [`{"type":"input_audio_buffer.speech_started","item_id":"i"}`, []],
  [`{"type":"input_audio_buffer.speech_started"}`, []],
  [`{"type":"conversation.item.input_audio_transcription.completed","item_id":"i","transcript":"Hi"}`, []],
  [
    `{"type":"response.done","response":{"id":"r","status":"completed","usage":5.5,"status_details":"ok"}}`,
    ["response.status_details", "response.usage"]
  ],
  [
    `{"type":"response.done","response":{"id":"r","usage":{"total_tokens":"3","input_tokens":1}}}`,
    ["response.usage.total_tokens"]
  ],
  [`{"type":"error","error":{"code":"invalid_value","message":"no"}}`, []],
  [
    `{"type":"conversation.item.added","item":{"id":"i","type":"message","role":"assistant","content":[{"type":"audio","transcript":"x"}]}}`,
    []
  ]
]

describe("a frame that lacks what its consumer can do without", () => {
  it.each(sparse)("is Known: %s", (frame, left) => {
    const { event, issues = [] } = known(frame)
    expect(issues.map(({ path }) => path.join("."))).toEqual(left)
    expect(JSON.parse(ServerEvent.encode(event))).toEqual(JSON.parse(frame))
  })

  it("is read as a conversation if its session has no type, and encodes without one", () => {
    const { event } = known({ type: "session.created", session: { id: "s" } })
    expect(event).toEqual({ type: "session.created", session: { type: "realtime", id: "s" } })
    expect(ServerEvent.encode(event)).toBe('{"type":"session.created","session":{"id":"s"}}')
    expect(asReceived(event)).toEqual({ type: "session.created", session: { id: "s" } })
  })

  it("keeps the words of an error that stands beside its event or is one word", () => {
    expect(known({ type: "error", code: "c", message: "no" }).event).toMatchObject({
      error: { code: "c", message: "no" }
    })
    expect(known({ type: "error", error: "no" }).event).toMatchObject({ error: { message: "no" } })
    expect(known({ type: "error", error: { code: "c" } }).event).toMatchObject({ error: { message: "c" } })
  })

  it("leaves out one entry of a map and one element of a list, and a list of content whole", () => {
    const item = (content: ReadonlyArray<unknown>) => ({ type: "message", role: "user", content })
    const output = [{ type: "function_call", call_id: "c" }, item([{ type: "input_text", text: "a" }, 7])]
    const { event } = known({ type: "response.done", response: { id: "r", metadata: { a: "b", n: 5 }, output } })
    expect(event).toMatchObject({ response: { metadata: { a: "b" }, output: [{ role: "user", content: [] }] } })
  })

  it("shares everything that is beside the path", () => {
    const value = { type: "response.done", response: { id: "r", usage: 5, output: [{ type: "hologram" }] } }
    const decoded = ServerEvent.decodeValue(value)
    if (decoded._tag !== "Known" || decoded.event.type !== "response.done") throw new Error(decoded._tag)
    expect(decoded.event.response.output).toBe(value.response.output)
    expect(value.response.usage).toBe(5)
  })
})

describe("a strict reading", () => {
  it("refuses what decoding left out or filled in", () => {
    for (const frame of [
      { type: "session.update", session: { type: "realtime", tools: 5 } },
      { type: "conversation.item.create", item: { type: "message", role: "user" } },
      { type: "response.create", response: null }
    ]) {
      const decoded = ClientEvent.decode(JSON.stringify(frame))
      expect(decoded._tag).toBe("Known")
      const strict = strictly(ClientEvent, decoded)
      expect(strict._tag === "Malformed" && strict.error).toBeInstanceOf(ProtocolError)
    }
  })

  it("gives the same outcome for what fits", () => {
    const decoded = ClientEvent.decode('{"type":"response.cancel"}')
    expect(strictly(ClientEvent, decoded)).toBe(decoded)
  })
})

describe("what an error says is bounded", () => {
  const many = (element: string) => Array(100_000).fill(element).join()
  it.each([
    `{"type":"response.done","response":{"output":[${many("{}")}]}}`,
    `{"type":"response.done","response":{"metadata":{"${"k".repeat(100_000)}":0}}}`,
    `{"type":"response.output_item.done","item":{"type":"message","role":"user","content":[${many("0")}]}}`
  ])("%.60s", (frame) => {
    const decoded = ServerEvent.decode(frame)
    if (decoded._tag !== "Malformed") throw new Error(decoded._tag)
    expect(decoded.error.issues.length).toBeLessThanOrEqual(20)
    expect(decoded.error.message.length).toBeLessThanOrEqual(2000)
    expect(JSON.stringify(decoded.error.issues).length).toBeLessThan(10_000)
  })

  it("each part of a value that does not fit is read a fixed number of times", () => {
    const reads = (count: number): number => {
      let read = 0
      const part = () => Object.defineProperty({}, "type", { enumerable: true, get: () => void (read += 1) })
      ServerEvent.decodeValue({
        type: "response.done",
        response: { id: "r", output: Array.from({ length: count }, part) }
      })
      return read
    }
    expect(reads(2000)).toBeLessThanOrEqual(2.5 * reads(1000))
  })
})
