import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { parse, record, type Sink } from "../src/index.ts"

/** What a recording holds of frames that a client receives, as its text. */
const recordingOf = (frames: ReadonlyArray<string>, endpoint = "ws://127.0.0.1/v1/realtime") =>
  Effect.gen(function* () {
    const { client, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    let text = ""
    const sink: Sink = { write: (lines) => Effect.sync(() => void (text += lines)) }
    const recorded = yield* record(client, sink, { endpoint })
    for (const frame of frames) wire.toClient.write(frame)
    yield* recorded.incoming.pipe(Stream.take(frames.length), Stream.runDrain)
    return text
  })

const secret = "plain-Secret.1"

describe("a recording holds no credential", () => {
  const session = (fields: object) => JSON.stringify({ type: "session.created", event_id: "e", session: fields })
  const mcp = (fields: object) => session({ type: "realtime", tools: [{ type: "mcp", server_label: "s", ...fields }] })
  const strange = (fields: object) => JSON.stringify({ type: "brand.new", deep: [{ er: fields }] })
  const names = [
    "authorization",
    "api_key",
    "apiKey",
    "x-api-key",
    "client_secret",
    "password",
    "access_token",
    "token"
  ]

  it.effect.each([
    ["of an MCP tool, in its authorization", mcp({ authorization: secret })],
    ["of an MCP tool, in its headers", mcp({ headers: { "x-any": secret, "x-pin": secret } })],
    ["of an MCP tool, in the path of its address", mcp({ server_url: `https://mcp.example/api/s/${secret}/mcp` })],
    ["of an MCP tool, in the query of its address", mcp({ server_url: `https://mcp.example/?token=${secret}` })],
    ["of an MCP tool, in the user of its address", mcp({ server_url: `https://user:${secret}@mcp.example` })],
    ["in tools that are an object", session({ type: "realtime", tools: { a: { authorization: secret } } })],
    ["in a client secret that is an object", session({ type: "realtime", client_secret: { value: secret } })],
    ["in a client secret that is a text", session({ type: "realtime", client_secret: secret })],
    ...names.map((name) => [`of an event that no vocabulary names, under ${name}`, strange({ [name]: secret })]),
    ["under a name whose value is a list or an object", strange({ credentials: [secret, { user: secret }] })],
    ["in a link", strange({ image: `https://cdn.example/a.png?sig=${secret}` })],
    [
      "that an error quotes",
      JSON.stringify({ type: "error", event_id: "e", error: { type: "x", message: `bad token=${secret}` } })
    ],
    ["of a frame of no event", JSON.stringify({ type: 7, a: { authorization: secret } })],
    ["of a frame that is a list", JSON.stringify([{ headers: { "x-any": secret } }])],
    ...names.map((name) => [`of a frame cut behind ${name}`, `{"session":{"${name}":"${secret}"`]),
    ["of a frame cut inside a secret", `{"type":"x","authorization":"${secret}`],
    ["of a frame cut inside headers", `{"tools":[{"headers":{"x":{"y":"a}"},"x-any":"${secret}"`],
    ["of a frame cut behind a client secret", `{"session":{"client_secret":{"value":"${secret}"},`],
    ["of a frame cut inside an address", `{"server_url":"https://mcp.example/s/${secret}/mcp","x":`],
    ["of a frame that is a header", `Authorization: Bearer ${secret}`],
    ["of a frame that is a query", `a=1&access_token=${secret}&b=2`]
  ])("%s", ([, frame = ""]) =>
    Effect.gen(function* () {
      const text = yield* recordingOf([frame])
      assert.notInclude(text, secret)
      assert.include(text, "<redacted>")
      assert.deepStrictEqual(Result.getOrThrow(parse(text)).broken, [])
    })
  )

  it.effect.each([
    "sk-proj-abcdefgh12",
    "ek_abcdefgh12",
    "Bearer abcdef123456",
    "Basic dXNlcjpwYXNzd29yZA==",
    "ya29.a0AfH6SMB",
    "ghp_abcdefgh1234",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"
  ])("by its look: %s", (key) =>
    Effect.gen(function* () {
      const error = { type: "x", message: `the key '${key}' is wrong` }
      const frames = [JSON.stringify({ type: "error", error }), strange({ any: `x ${key}` }), `{oops ${key}`]
      assert.notInclude(yield* recordingOf(frames), key.replace(/^\w+ /, ""))
    })
  )

  it.effect.each([
    ...["authorization", "auth", "access", "code", "sas", "pwd", "jwt", "credential", "api-key", "x"].map(
      (name) => `wss://host/v1/realtime?model=m&${name}=${secret}`
    ),
    `wss://host/s/${secret}/v1/realtime?model=m`,
    `wss://host/v1/realtime?model=m#${secret}`,
    `wss://user:${secret}@host/v1/realtime?model=m`,
    `wss://host/v1/realtime?${secret}`,
    `//host?model=m&auth=${secret}`
  ])("of the address %s", (address) =>
    Effect.gen(function* () {
      assert.notInclude(yield* recordingOf([], address), secret)
    })
  )
})

describe("a recording keeps what is no credential", () => {
  it.effect("events as they came: ids, usage, words, schemas of tools, log probabilities and audio", () =>
    Effect.gen(function* () {
      const sound = Buffer.from(Array.from({ length: 6_000 }, (_, i) => (i * 7919) % 256)).toString("base64")
      const tool = {
        type: "function",
        name: "login",
        parameters: { type: "object", properties: { password: { type: "string" }, headers: { type: "object" } } }
      }
      const at = { event_id: "e", response_id: "r", item_id: "i", output_index: 0, content_index: 0 }
      const events = [
        {
          type: "session.created",
          event_id: "e",
          session: { type: "realtime", id: "sess_Abcdefghijkl12", tools: [tool] }
        },
        { type: "response.output_audio.delta", ...at, delta: sound },
        { type: "response.output_text.delta", ...at, delta: "What is the key of G? A basic question." },
        { type: "x.usage", usage: { total_tokens: 7, input_token_details: { text_tokens: 3, kind: "x" }, token: 4 } },
        { type: "x.logprobs", logprobs: [{ token: "Hi", logprob: -1, bytes: [72] }] },
        { type: "x.link", image_url: "https://cdn.example/path/Abc123/a.png?width=3" }
      ]
      const recording = Result.getOrThrow(parse(yield* recordingOf(events.map((event) => JSON.stringify(event)))))
      assert.deepStrictEqual(
        recording.lines.map((line) => ("event" in line ? line.event : line)),
        events
      )
    })
  )

  it.effect("the host, path and model of an address", () =>
    Effect.gen(function* () {
      const address = "wss://api.openai.com/v1/realtime?model=gpt-realtime&call_id=rtc_1"
      assert.include(yield* recordingOf([], address), `"endpoint":"${address}"`)
    })
  )
})

describe("a malformed frame", () => {
  it.effect("of any size and shape makes a line of a bounded size, which counts what is cut", () =>
    Effect.gen(function* () {
      const size = 1_000_000
      const frames = [
        JSON.stringify({ type: "response.done", response: Array.from({ length: size / 3 }, () => ({})) }),
        `{"type":"response.done","event_id":"e","response":{"output":[${"0,".repeat(size / 2)}0]}}`,
        `{${"\u0001".repeat(size)}`,
        `{"${"x".repeat(65_535 - 2)}\u{1f600}`
      ]
      const text = yield* recordingOf(frames)
      const lines = Result.getOrThrow(parse(text)).lines
      assert.isBelow(text.length, frames.length * 500_000)
      for (const [index, frame] of frames.entries()) {
        const line = lines[index]
        assert(line !== undefined && "malformed" in line)
        assert.isAtMost(line.malformed.message.length, 2_000)
        assert.strictEqual((line.malformed.text?.length ?? 0) + (line.malformed.cut ?? 0), frame.length)
      }
    })
  )
})
