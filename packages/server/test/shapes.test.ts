/** The shapes in which servers of OpenAI's REST API answer, other than OpenAI's own. */
import { Wav } from "@antiphon/audio"
import { assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { apiServer, delta, events, json, pieces } from "./apiServer.ts"
import { joined, tone } from "./helper.ts"
import { type CallFragment, CallGatherer } from "../src/engine/compatible/CallGatherer.ts"
import { JsonEnd } from "../src/engine/compatible/JsonEnd.ts"
import { compatible, type ResponseChunk, type ResponseRequest } from "../src/index.ts"

type Answer = Parameters<typeof apiServer>[0]

const sse = { "content-type": "text/event-stream" }
const stop = delta({}, "stop")

const engineOf = Effect.fnUntraced(function* (answer: Answer, apiKey = "sk-of-the-model") {
  const server = yield* apiServer(answer)
  const api = { baseUrl: server.baseUrl, apiKey: Redacted.make(apiKey), model: "m" }
  return { server, engine: compatible({ chat: api, transcription: api, speech: api, deadline: "5 seconds" }) }
})

const request: ResponseRequest = {
  id: "resp_1",
  turn: 0,
  context: [],
  instructions: "",
  modality: "text",
  voice: { name: "alloy", speed: 1 },
  tools: [],
  toolChoice: "auto",
  parallelToolCalls: true,
  maxOutputTokens: "inf"
}

const streaming =
  (...list: ReadonlyArray<unknown>): Answer =>
  (_, response) =>
    void response.writeHead(200, sse).end(events(...list))

const body =
  (text: string | Uint8Array, type: string): Answer =>
  (_, response) =>
    void response.writeHead(200, { "content-type": type }).end(text)

const answered = (answer: Answer) =>
  Effect.flatMap(engineOf(answer), ({ engine }) => Stream.runCollect(engine.respond(request)))

const wordsOf = (chunks: ReadonlyArray<ResponseChunk>) =>
  chunks.map((chunk) => (chunk._tag === "Text" ? chunk.text : "")).join("")

/** Calls as `name id arguments`. */
const callsOf = (chunks: ReadonlyArray<ResponseChunk>) => {
  const calls: Array<string> = []
  for (const chunk of chunks) {
    if (chunk._tag === "FunctionCall") calls.push(`${chunk.name} ${chunk.callId ?? "-"} `)
    if (chunk._tag === "Arguments") calls.push(`${calls.pop() ?? ""}${chunk.text}`)
  }
  return calls
}

describe("the words of a chat answer", () => {
  const parts = (...content: ReadonlyArray<unknown>) => delta({ content })
  const all: Readonly<Record<string, ReadonlyArray<unknown>>> = {
    "a list of parts": [parts({ type: "text", text: "H" }), parts({ type: "text", text: "i" }), stop],
    "thinking parts before": [
      parts({ type: "thinking", thinking: [{ type: "text", text: "hm" }] }),
      parts({ text: "Hi" }),
      stop
    ],
    "reasoning parts beside": [parts({ type: "reasoning", text: "hm" }, { type: "output_text", text: "Hi" }), stop],
    "a part that is an object": [delta({ content: { type: "text", text: "Hi" } }), stop],
    "a part that wraps its text": [parts({ type: "text", text: { value: "Hi" } }), stop],
    "texts in a list": [delta({ content: ["H", "i"] }), stop],
    "reasoning_content beside": [
      delta({ reasoning_content: "hm" }),
      delta({ reasoning: "hm", content: null }),
      delta({ content: "Hi" }),
      stop
    ],
    "think tags": [delta({ content: "<think>The user greets me.</think>\n\nHi" }), stop],
    "think tags over pieces": [..."<think>hm</think>\nHi"].map((content) => delta({ content })).concat(stop),
    "thinking tags": [delta({ content: "<THINKING>hm" }), delta({ content: "</thinking>Hi" }), stop],
    "square tags": [delta({ content: "[THINK]hm[/THINK]Hi" }), stop],
    "a thought that is never closed": [delta({ content: "Hi<thi" }), delta({ content: "nk>hm" }), stop],
    "a thought that began in the prompt": [delta({ content: "hm</think>Hi" }), stop],
    "usage with choices null": [
      delta({ content: "Hi" }),
      { choices: null, usage: {} },
      stop,
      { choices: [], usage: {} }
    ],
    "a ping without choices": [{ type: "ping" }, delta({ content: "Hi" }), stop],
    "an empty finish until the end": [delta({ content: "Hi" }, ""), delta({}, "eos")],
    "a legacy completion": [{ choices: [{ text: "Hi" }] }, { choices: [{ text: "", finish_reason: "stop" }] }],
    "no end but [DONE]": [delta({ content: "Hi" }), "[DONE]"]
  }
  for (const [name, list] of Object.entries(all)) {
    it.live(`are read from ${name}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(wordsOf(yield* answered(streaming(...list))), "Hi")
      })
    )
  }

  const stream = events(delta({ content: "Hi" }), stop, "[DONE]").toString()
  const whole = JSON.stringify({ choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] })
  const bodies: Readonly<Record<string, readonly [string, string]>> = {
    "events under text/plain": [stream, "text/plain"],
    "events under application/json": [stream, "application/json"],
    "events of no type": [stream, ""],
    "events with CRLF": [stream.replaceAll("\n", "\r\n"), "text/event-stream"],
    "events with lone CR": [stream.replaceAll("\n", "\r"), "text/event-stream"],
    "events with comments": [`: OPENROUTER PROCESSING\n\n${stream}`, "text/event-stream"],
    "events behind a byte order mark": [`\uFEFF${stream}`, "text/event-stream"],
    "events behind blank lines": [`\n\n${stream}`, "text/plain"],
    "events without a blank behind the colon": [stream.replaceAll("data: ", "data:"), "text/event-stream"],
    "events without a blank line between": [stream.replaceAll("\n\n", "\n"), "text/event-stream"],
    "events with names": [stream.replaceAll("data:", "event: message\nid: 1\ndata:"), "text/event-stream"],
    "lines of JSON": [
      [delta({ content: "Hi" }), stop].map((each) => JSON.stringify(each)).join("\n"),
      "application/x-ndjson"
    ],
    "one answer under text/event-stream": [whole, "text/event-stream"],
    "one answer behind a byte order mark": [`\uFEFF${whole}`, "application/json"],
    "one answer over many lines": [JSON.stringify(JSON.parse(whole), null, 2), "application/json"]
  }
  for (const [name, [text, type]] of Object.entries(bodies)) {
    it.live(`are read from ${name}, whole and byte by byte`, () =>
      Effect.gen(function* () {
        assert.strictEqual(wordsOf(yield* answered(body(text, type))), "Hi")
        const slow: Answer = (_, response) =>
          void pieces(response.writeHead(200, { "content-type": type }), Buffer.from(text), 1)
        assert.strictEqual(wordsOf(yield* answered(slow)), "Hi")
      })
    )
  }

  it.live("hold no half of a character, however it is cut", () =>
    Effect.gen(function* () {
      const halves = yield* answered(streaming(delta({ content: "a\ud83d" }), delta({ content: "\ude00b" }), stop))
      for (const chunk of halves) assert.isTrue(chunk._tag === "Text" && chunk.text.isWellFormed())
      assert.strictEqual(wordsOf(halves), "a😀b")
    })
  )

  it.live("keep a tag that is spoken of, and what only looks like one", () =>
    Effect.gen(function* () {
      for (const text of ["Write `<think>` there.", "1 < 2 <thin", "a <b> [c] ◁", "x `"]) {
        assert.strictEqual(wordsOf(yield* answered(streaming(delta({ content: text }), stop))), text)
        const letters = [...text].map((content) => delta({ content }))
        assert.strictEqual(wordsOf(yield* answered(streaming(...letters, stop))), text)
      }
    })
  )

  const failures: Readonly<Record<string, readonly [Answer, RegExp]>> = {
    "an error in the stream": [
      streaming(delta({ content: "H" }), { error: { message: "out of memory" } }),
      /out of memory/
    ],
    "an error as text": [streaming({ error: "overloaded" }), /overloaded/],
    "an error named so": [streaming({ object: "error", message: "too long", code: 400 }), /too long/],
    "an event named error": [body('event: error\ndata: {"message":"gone"}\n\n', "text/event-stream"), /gone/],
    "an error in one answer": [body('{"error":{"message":"no model"}}', "application/json"), /no model/],
    "a finish that is an error": [streaming(delta({ content: "H" }, "error")), /failed/],
    "a page": [body("<html>Sign in</html>", "text/html"), /no chat completion/],
    nothing: [body("", "application/json"), /before the model had finished/],
    "a content of no known shape": [streaming(delta({ content: [{ type: "picture" }] }), stop), /unknown shape/],
    "a call without a name": [streaming(delta({ tool_calls: [{ index: 0, id: "a" }] }), stop), /name of a function/]
  }
  for (const [name, [answer, message]] of Object.entries(failures)) {
    it.live(`fail with the words of the server for ${name}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(answered(answer))
        assert.match(error.message, message)
      })
    )
  }
})

describe("the calls of a chat answer", () => {
  const calls = (...tool_calls: ReadonlyArray<unknown>) => delta({ tool_calls })
  const f = (name: string | undefined, given?: unknown) => ({ function: { name, arguments: given } })
  const end = delta({}, "tool_calls")
  const all: Readonly<Record<string, readonly [ReadonlyArray<unknown>, ReadonlyArray<string>]>> = {
    "function null in a later piece": [
      [calls({ index: 0, id: "a", ...f("f", '{"x":1}') }), calls({ index: 0, function: null }), end],
      ['f a {"x":1}']
    ],
    "arguments as an object": [[calls({ index: 0, id: "a", ...f("f", { x: 1 }) }), end], ['f a {"x":1}']],
    "an index as text": [
      [
        calls({ index: "0", id: "a", ...f("f", "{") }),
        calls({ index: "1", id: "b", ...f("g", "{}") }),
        calls({ index: "0", ...f(undefined, "}") }),
        end
      ],
      ["f a {}", "g b {}"]
    ],
    "empty arguments": [
      [calls({ index: 0, id: "a", ...f("f", "") }), calls({ index: 1, id: "b", ...f("g", "") }), end],
      ["f a {}", "g b {}"]
    ],
    "null arguments": [[calls({ index: 0, id: "a", ...f("f", null) }), end], ["f a {}"]],
    "arguments that say null": [
      [calls({ index: 0, id: "a", ...f("f", "nu") }), calls({ index: 0, ...f(undefined, "ll") }), end],
      ["f a {}"]
    ],
    "no arguments at all": [[calls({ index: 0, id: "a", function: { name: "f" } }), end], ["f a {}"]],
    "neither index nor id, in one event": [
      [calls(f("f", "{}"), f("f", "{}"), f("g", "")), end],
      ["f - {}", "f - {}", "g - {}"]
    ],
    "neither index nor id, one after another": [
      [calls(f("f", '{"x"')), calls(f(undefined, ":1}")), calls(f("f", '{"x":2}')), calls(f("g", "{}")), end],
      ['f - {"x":1}', 'f - {"x":2}', "g - {}"]
    ],
    "the name with each piece": [
      [calls({ index: 0, ...f("f", '{"x"') }), calls({ index: 0, ...f("f", ":1}") }), end],
      ['f - {"x":1}']
    ],
    "a new id with each piece": [
      [calls({ index: 0, id: "a", ...f("f", "{") }), calls({ index: 0, id: "z", ...f(undefined, "}") }), end],
      ["f a {}"]
    ],
    "index 0 for every call": [
      [calls({ index: 0, ...f("f", "{}") }), calls({ index: 0, ...f("g", "{}") }), end],
      ["f - {}", "g - {}"]
    ],
    "a number for an id": [[calls({ index: 0, id: 7, ...f("f", "{}") }), end], ["f 7 {}"]],
    "the legacy function_call": [
      [
        delta({ function_call: { name: "f", arguments: "{" } }),
        delta({ function_call: { arguments: "}" } }),
        delta({}, "function_call")
      ],
      ["f - {}"]
    ],
    "one answer without ids": [
      [
        {
          choices: [{ message: { content: null, tool_calls: [f("f", {}), f("f", "{}")] }, finish_reason: "tool_calls" }]
        }
      ],
      ["f - {}", "f - {}"]
    ]
  }
  for (const [name, [list, expected]] of Object.entries(all)) {
    it.live(`are read from ${name}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(callsOf(yield* answered(streaming(...list))), expected)
      })
    )
  }

  it.live("that were cut off keep what they have", () =>
    Effect.gen(function* () {
      const list = [calls({ index: 0, id: "a", ...f("f", "") }), delta({}, "length")]
      assert.deepStrictEqual(callsOf(yield* answered(streaming(...list))), ["f a "])
    })
  )
})

const transcribed = (answer: Answer) =>
  Effect.flatMap(engineOf(answer), ({ engine }) => {
    const turn = { turn: 0, model: "w", language: undefined, prompt: undefined, logprobs: false }
    return Effect.map(Stream.runCollect(engine.transcribe(turn, Stream.succeed(tone(100)))), (chunks) =>
      chunks.map(({ text }) => text).join("")
    )
  })

describe("a transcript", () => {
  const jsonOf = (value: unknown) => body(JSON.stringify(value), "application/json")
  const all: Readonly<Record<string, readonly [Answer, string]>> = {
    "chat chunks": [
      streaming(delta({ content: " What" }), delta({ content: " time?" }), delta({ content: "" }, "stop"), "[DONE]"),
      " What time?"
    ],
    "chat chunks without [DONE]": [
      streaming(delta({ role: "assistant" }), delta({ content: "Hi" }), delta({}, "stop")),
      "Hi"
    ],
    "a chat answer": [jsonOf({ choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] }), "Hi"],
    "plain text": [body("What time is it?\n", "text/plain; charset=utf-8"), "What time is it?"],
    "plain text that is a number": [body("2024", "text/plain"), "2024"],
    "plain text in brackets": [body("[music]", "text/plain"), "[music]"],
    "a JSON text": [body('"Hi"', "application/json"), "Hi"],
    segments: [
      jsonOf({
        segments: [
          { id: 0, text: " Hello" },
          { id: 1, text: " you" }
        ]
      }),
      "Hello you"
    ],
    "a list of segments": [jsonOf([{ text: "Hello" }, { text: "you" }]), "Hello you"],
    "text beside segments": [jsonOf({ text: "Hello you", segments: [{ text: "x" }] }), "Hello you"],
    "a transcript by that name": [jsonOf({ transcript: "Hi" }), "Hi"],
    "events that only have segments": [
      streaming(
        { type: "transcript.text.segment", text: "Hel" },
        { type: "transcript.text.segment", text: "lo" },
        "[DONE]"
      ),
      "Hello"
    ],
    "segments and their end": [
      streaming({ type: "transcript.text.segment", text: "Hello" }, { type: "transcript.text.done", text: "Hello" }),
      "Hello"
    ],
    "events with unknown ones among": [
      streaming(
        { type: "ping" },
        { type: "transcript.text.delta", delta: "Hi" },
        { usage: {} },
        { type: "transcript.text.done", text: "Hi" }
      ),
      "Hi"
    ],
    "events under application/json": [body(events({ text: "Hi" }), "application/json"), "Hi"],
    "events with halves of a character": [
      streaming(
        { type: "transcript.text.delta", delta: "\ud83d" },
        { type: "transcript.text.delta", delta: "\ude00" },
        "[DONE]"
      ),
      "😀"
    ],
    "an empty text that was said": [jsonOf({ text: "" }), ""],
    "an empty stream that was said": [streaming({ type: "transcript.text.done", text: "" }), ""],
    "empty chat chunks": [streaming(delta({ content: "" }, "stop"), { choices: [], usage: {} }, "[DONE]"), ""]
  }
  for (const [name, [answer, expected]] of Object.entries(all)) {
    it.live(`is read from ${name}`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* transcribed(answer), expected)
      })
    )
  }

  const failures: Readonly<Record<string, readonly [Answer, RegExp]>> = {
    "unknown keys": [streaming({ partial: "Hi" }, "[DONE]"), /no known shape/],
    "unknown keys in one answer": [jsonOf({ result: "Hi" }), /no known shape/],
    "a text that is none": [jsonOf({ text: 7 }), /no known shape/],
    "a page": [body("<html></html>", "text/plain"), /no transcript/],
    "an error": [jsonOf({ error: "no such model" }), /no such model/],
    "an error in the stream": [streaming(delta({ content: "Hi" }), { error: { message: "gone" } }), /gone/],
    nothing: [body("", "application/json"), /before the transcript/]
  }
  for (const [name, [answer, message]] of Object.entries(failures)) {
    it.live(`is never empty if the answer was ${name}`, () =>
      Effect.gen(function* () {
        assert.match((yield* Effect.flip(transcribed(answer))).message, message)
      })
    )
  }
})

const spoken = (answer: Answer, text = "Hello.") =>
  Effect.flatMap(engineOf(answer), ({ engine }) =>
    Effect.map(Stream.runCollect(engine.speak({ name: "alloy", speed: 1 }, Stream.succeed(text))), joined)
  )

describe("a spoken sentence", () => {
  const sound = tone(50)
  const pcm = Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength)
  const wav = Buffer.from(Wav.write({ sampleRate: 24_000, channels: [sound] }))
  const sized = (size: number) => {
    const copy = Buffer.from(wav)
    copy.writeUInt32LE(size, 40)
    return copy
  }
  const rf64 = Buffer.concat([Buffer.from("RF64"), sized(0xffffffff).subarray(4)])
  const base64 = (bytes: Buffer) => bytes.toString("base64")
  const jsonOf = (value: unknown) => Buffer.from(JSON.stringify(value))
  const all: Readonly<Record<string, readonly [Buffer, string]>> = {
    "bytes under audio/pcm": [pcm, "audio/pcm"],
    "bytes of no type": [pcm, ""],
    "bytes under application/json": [pcm, "application/json"],
    "a WAV that was asked for as pcm": [wav, "audio/pcm"],
    "a WAV under application/octet-stream": [wav, "application/octet-stream"],
    "a WAV of size 0": [sized(0), "audio/wav"],
    "a WAV of size 0x7ffff000": [sized(0x7ffff000), "audio/wav"],
    "a WAV of size 0x7fffffff": [sized(0x7fffffff), "audio/wav"],
    "a WAV of size 0x80000000": [sized(0x80000000), "audio/wav"],
    "a WAV of size 2000000000": [sized(2_000_000_000), "audio/wav"],
    "a WAV of size 0xffffffff": [sized(0xffffffff), "audio/wav"],
    "an RF64": [rf64, "audio/wav"],
    "JSON with base64": [jsonOf({ audio: base64(pcm) }), "application/json"],
    "JSON with a WAV in base64": [jsonOf({ audioContent: base64(wav) }), "application/json"],
    "JSON with a data address": [jsonOf({ data: `data:audio/wav;base64,${base64(wav)}` }), "text/plain"],
    "JSON with base64 further in": [jsonOf({ data: [{ b64_json: base64(pcm) }] }), "application/json"],
    "JSON over many lines": [
      Buffer.from(JSON.stringify({ audio: { data: base64(pcm) } }, null, 2)),
      "application/json"
    ],
    "events with deltas": [
      events(
        { type: "speech.audio.delta", audio: base64(pcm.subarray(0, 99)) },
        { type: "ping" },
        { type: "speech.audio.delta", audio: base64(pcm.subarray(99)) },
        { type: "speech.audio.done", usage: {} }
      ),
      "text/event-stream"
    ]
  }
  for (const [name, [bytes, type]] of Object.entries(all)) {
    it.live(`is read from ${name}, however it is cut`, () =>
      Effect.gen(function* () {
        for (const size of [1, 7, 100_000]) {
          const answer: Answer = (_, response) =>
            void pieces(response.writeHead(200, { "content-type": type }), bytes, size)
          assert.deepStrictEqual(yield* spoken(answer), sound)
        }
      })
    )
  }

  it.live("has the rate and the channels that its type names", () =>
    Effect.gen(function* () {
      const slow = yield* spoken(body(pcm, "audio/pcm;rate=12000"))
      assert.strictEqual(slow.length, 2 * sound.length)
      const stereo = Buffer.concat(
        Array.from({ length: sound.length }, (_, i) =>
          Buffer.concat([pcm.subarray(2 * i, 2 * i + 2), pcm.subarray(2 * i, 2 * i + 2)])
        )
      )
      assert.deepStrictEqual(yield* spoken(body(stereo, "audio/L16; rate=24000; channels=2")), sound)
    })
  )

  const failures: Readonly<Record<string, readonly [Answer, RegExp]>> = {
    "a JSON error": [body('{"error":{"message":"no such voice"}}', "application/json"), /no such voice/],
    "a JSON error that says it is sound": [body('{"error":{"message":"no such voice"}}', "audio/pcm"), /no such voice/],
    "a short JSON error": [body('{"error":"no"}', "audio/wav"), /no/],
    "JSON without a sound": [body('{"status":"queued","url":"/x"}', "application/json"), /no sound/],
    "a page": [body("<html>Sign in, please</html>", "text/html"), /no sound/],
    "an MP3": [body(Buffer.concat([Buffer.from("ID3\u0004"), Buffer.alloc(100)]), "application/octet-stream"), /MP3/],
    "an Ogg of no type": [body(Buffer.concat([Buffer.from("OggS"), Buffer.alloc(100)]), ""), /Ogg/],
    "events with an error": [streaming({ type: "error", error: { message: "gone" } }), /gone/],
    "events without a sound": [streaming({ type: "ping" }), /no sound/],
    nothing: [body("", "audio/pcm"), /no sound/],
    "base64 that is none": [body('{"audio":"%%%%"}', "application/json"), /base64/]
  }
  for (const [name, [answer, message]] of Object.entries(failures)) {
    it.live(`is never silence if the answer was ${name}`, () =>
      Effect.gen(function* () {
        assert.match((yield* Effect.flip(spoken(answer))).message, message)
      })
    )
  }

  it.live("is not requested if there are no words", () =>
    Effect.gen(function* () {
      const { engine, server } = yield* engineOf(body(pcm, "audio/pcm"))
      yield* Stream.runDrain(engine.speak({ name: "alloy", speed: 1 }, Stream.make("... ", "」", " — ")))
      assert.strictEqual(server.requests.length, 0)
    })
  )

  it.live("is requested as soon as it ends, in every script", () =>
    Effect.gen(function* () {
      const { engine, server } = yield* engineOf(body(pcm, "audio/pcm"))
      yield* Stream.runDrain(engine.speak({ name: "alloy", speed: 1 }, Stream.make("你好。", "我在。ठीक है।", " كيف؟")))
      const inputs = server.requests.map((each) => JSON.parse(each.body.toString()).input)
      assert.deepStrictEqual(inputs, ["你好。", "我在。ठीक है।", "كيف؟"])
    })
  )
})

describe("what a client reads of a failure", () => {
  it.live("names the part and never the address of the server or its key", () =>
    Effect.gen(function* () {
      for (const key of ["sk-of-the-model", "short", "a", ""]) {
        const words = `no ${key} at http://10.0.0.7:8000/x, 192.168.1.2 or http://[fd00::1]/, http://localhost:9/`
        const { engine, server } = yield* engineOf(
          (received, response) =>
            void json(response, 400, {
              error: { message: `${words} on ${received.headers.host ?? ""} about Bananas` }
            }),
          key
        )
        const { message } = yield* Effect.flip(Stream.runDrain(engine.respond(request)))
        assert.match(message, /^The chat server answered HTTP 400: no /)
        assert.match(message, /about Bananas$/)
        assert.notMatch(message, /\d+\.\d+\.\d+|fd00|localhost|:8000/)
        if (key !== "") assert.include(message, "no <redacted> at")
        assert.strictEqual(server.requests[0]?.headers.authorization, key === "" ? undefined : `Bearer ${key}`)
      }
    })
  )

  it.live("is one line without controls, at most 300 characters of the server's, none of them halved", () =>
    Effect.gen(function* () {
      const message = `a\u2028b\u202e\u0007${"x".repeat(296)}😀`
      const { engine } = yield* engineOf((_, response) => void json(response, 400, { error: { message } }))
      const error = yield* Effect.flip(Stream.runDrain(engine.respond(request)))
      assert.notMatch(error.message, /[\p{Cc}\p{Cf}\p{Zl}]/u)
      assert.isTrue(error.message.isWellFormed())
      assert.isAtMost(error.message.length, 340)
    })
  )

  it.live("has the address in its cause, for the operator", () =>
    Effect.gen(function* () {
      const { engine, server } = yield* engineOf((_, response) => void json(response, 400, {}))
      const { cause } = yield* Effect.flip(Stream.runDrain(engine.respond(request)))
      assert.include(String(cause), server.baseUrl)
    })
  )
})

describe("a picture", () => {
  const looking = Effect.fnUntraced(function* (image_url: string) {
    const { engine, server } = yield* engineOf(streaming(delta({ content: "A cat." }, "stop")))
    const item = { type: "message", role: "user", content: [{ type: "input_image", image_url }] } as const
    const exit = yield* Effect.result(Stream.runDrain(engine.respond({ ...request, context: [{ item, audio: [] }] })))
    return { code: exit._tag === "Failure" ? exit.failure.code : undefined, asked: server.requests.length }
  })

  it.live("of a private or plain address is refused without a request", () =>
    Effect.gen(function* () {
      for (const url of [
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/",
        "https://127.0.0.1/x.png",
        "https://2130706433/x.png",
        "https://0x7f.1/",
        "https://10.1.2.3/",
        "https://172.20.0.1/",
        "https://192.168.0.1/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[2002:7f00:1::]/",
        "https://localhost/",
        "https://metadata.google.internal/",
        "https://metadata.google.internal./",
        "https://printer.local/",
        "https://router/",
        "https://user:pass@example.com/",
        "http://example.com/cat.png",
        "file:///etc/passwd",
        "ftp://example.com/",
        "data:text/html,x",
        "cat.png"
      ]) {
        assert.deepStrictEqual(yield* looking(url), { code: "invalid_image_url", asked: 0 }, url)
      }
    })
  )

  it.live("in a data address, or of a public https address, is passed on", () =>
    Effect.gen(function* () {
      for (const url of [
        "data:image/png;base64,AAAA",
        "https://example.com/cat.png",
        "https://8.8.8.8/",
        "https://[2606:4700::1]/"
      ]) {
        assert.deepStrictEqual(yield* looking(url), { code: undefined, asked: 1 }, url)
      }
    })
  )
})

describe("an answer with very many calls", () => {
  it("is put in order with a look or two for each, found by index, id or place", () => {
    const count = 20_000
    const fragmentOf: ReadonlyArray<(i: number) => Partial<CallFragment>> = [
      (i) => ({ index: i }),
      (i) => ({ id: `call_${i}` }),
      (i) => ({ index: 0, id: `call_${i}` }),
      () => ({ isApart: true })
    ]
    for (const fragment of fragmentOf) {
      const looks = vi.spyOn(Array.prototype, "findLast")
      const gatherer = new CallGatherer()
      for (let i = 0; i < count; i++) {
        gatherer.fragment({ index: undefined, id: undefined, name: "f", text: "{}", isApart: false, ...fragment(i) })
      }
      assert.strictEqual(looks.mock.calls.length, 0)
      looks.mockRestore()
      const calls = gatherer.rest(false).filter(({ _tag }) => _tag === "FunctionCall")
      assert.strictEqual(calls.length, count - 1)
    }
  })

  it("is read with one look at each character of its arguments", () => {
    const end = new JsonEnd()
    const text = '{"a":"}{\\"","b":[1,{"c":2}]}'
    for (const [at, character] of [...text].entries()) {
      assert.isFalse(end.isWhole, text.slice(0, at))
      end.push(character)
    }
    assert.isTrue(end.isWhole)
  })

  it.live("fails beyond 4 MiB of words and arguments", () =>
    Effect.gen(function* () {
      const long = delta({ content: "x".repeat(1_000_000) })
      const error = yield* Effect.flip(answered(streaming(long, long, long, long, long, stop)))
      assert.match(error.message, /over 4194304 characters/)
    })
  )
})
