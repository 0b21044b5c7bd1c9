import { Wav } from "@antiphon/audio"
import type { ConversationItem, ToolChoice } from "@antiphon/core/shapes"
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { delta, events, form, json, pieces, apiServer, type Received } from "./apiServer.ts"
import { engine } from "./compatibleExample.ts"
import { connect, joined, only, tone } from "./helper.ts"
import { compatible, type ContextItem, Engine, type EngineError, type ResponseRequest } from "../src/index.ts"

const key = Redacted.make("sk-of-the-model")

const request = (fields: Partial<ResponseRequest> = {}): ResponseRequest => ({
  id: "resp_1",
  turn: 0,
  context: [],
  instructions: "",
  modality: "text",
  voice: { name: "alloy", speed: 1 },
  tools: [],
  toolChoice: "auto",
  parallelToolCalls: true,
  maxOutputTokens: "inf",
  ...fields
})

const typed = (text: string): ContextItem =>
  written({ type: "message", role: "user", content: [{ type: "input_text", text }] })
const written = (item: ConversationItem): ContextItem => ({ item, audio: [] })
const spoken = (audio: Int16Array): ContextItem => ({
  item: { type: "message", role: "user", content: [{ type: "input_audio", transcript: null }] },
  audio: [audio]
})

const bodyOf = (received: Received | undefined) => JSON.parse(received?.body.toString() ?? "null")

/** An engine whose chat server answers like this, and its answer to a request. */
const chatting = Effect.fnUntraced(function* (
  answer: Parameters<typeof apiServer>[0],
  fields: Partial<ResponseRequest> = { context: [typed("Hello?")] }
) {
  const server = yield* apiServer(answer)
  const engine = compatible({ chat: { baseUrl: server.baseUrl, apiKey: key, model: "m" }, deadline: "5 seconds" })
  return { server, chunks: engine.respond(request(fields)) }
})

/** Runs an effect whose sleeps of this length end at once and are reported. Other sleeps, such as deadlines, are real. */
const skippingSleepsOf = <A, E, R>(ms: number, onSleep: () => void, effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Clock.Clock, (clock) => {
    const sleep = (duration: Duration.Duration) =>
      Duration.toMillis(duration) === ms ? Effect.sync(onSleep) : clock.sleep(duration)
    const skipping = new Proxy(clock, { get: (real, key) => (key === "sleep" ? sleep : Reflect.get(real, key)) })
    return Effect.provideService(effect, Clock.Clock, skipping)
  })

const sse = { "content-type": "text/event-stream; charset=utf-8" }

describe("chat", () => {
  it.live("words are whole, however the bytes of the stream are split", () =>
    Effect.gen(function* () {
      const bytes = events(
        delta({ role: "assistant", content: "" }),
        delta({ content: "Grüß " }),
        delta({ content: "Gott 👋" }, "stop"),
        "[DONE]"
      )
      for (const size of [1, 2, 3, 7, bytes.length]) {
        const { chunks } = yield* chatting((_, response) => void pieces(response.writeHead(200, sse), bytes, size))
        assert.deepStrictEqual(yield* Stream.runCollect(chunks), [
          { _tag: "Text", text: "Grüß " },
          { _tag: "Text", text: "Gott 👋" }
        ])
      }
    })
  )

  it.live("words arrive while the model is still writing", () =>
    Effect.gen(function* () {
      const { chunks, server } = yield* chatting(
        (_, response) => void pieces(response.writeHead(200, sse), events(delta({ content: "First" })), 9, "leave open")
      )
      assert.deepStrictEqual(yield* Stream.runCollect(Stream.take(chunks, 1)), [{ _tag: "Text", text: "First" }])
      assert.strictEqual(yield* server.abandoned, "/v1/chat/completions")
    })
  )

  it.live("an answer ends at [DONE], or with a stream that lacks its last blank line", () =>
    Effect.gen(function* () {
      const open = yield* chatting((_, response) => {
        response.writeHead(200, sse).write(events(delta({ content: "Done." }), "[DONE]"))
      })
      assert.deepStrictEqual(yield* Stream.runCollect(open.chunks), [{ _tag: "Text", text: "Done." }])
      assert.strictEqual(yield* open.server.abandoned, "/v1/chat/completions")
      const bare = yield* chatting((_, response) => {
        response.writeHead(200, sse).end(events(delta({ content: "Done." }, "stop")).subarray(0, -2))
      })
      assert.deepStrictEqual(yield* Stream.runCollect(bare.chunks), [{ _tag: "Text", text: "Done." }])
    })
  )

  it.live("a cancelled response aborts its request, answered or not", () =>
    Effect.gen(function* () {
      const { chunks, server } = yield* chatting((_, response, count) => {
        if (count === 2) response.writeHead(200, sse).write(events(delta({ content: "x" })))
      })
      for (const _ of [1, 2]) {
        const running = yield* Effect.forkChild(Stream.runDrain(chunks))
        yield* server.arrived
        yield* Fiber.interrupt(running)
        assert.strictEqual(yield* server.abandoned, "/v1/chat/completions")
      }
    })
  )

  it.live("the conversation, the key, the model and the bounds reach the server", () =>
    Effect.gen(function* () {
      const image = "data:image/png;base64,AAAA"
      const context = [
        written({ type: "message", role: "system", content: [{ type: "input_text", text: "Be kind." }] }),
        written({
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "What is this?" },
            { type: "input_image", image_url: image, detail: "low" }
          ]
        }),
        written({
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_audio", transcript: "Let me look." }]
        }),
        written({ type: "function_call", call_id: "c1", name: "look", arguments: '{"at":1}', status: "completed" }),
        written({ type: "function_call", call_id: "c2", name: "look", arguments: "", status: "completed" }),
        written({ type: "function_call", call_id: "c3", name: "look", arguments: '{"a', status: "incomplete" }),
        typed("Hurry!"),
        written({ type: "function_call_output", call_id: "c1", output: "a cat" }),
        written({ type: "function_call_output", call_id: "forgotten", output: "a dog" })
      ]
      const { chunks, server } = yield* chatting(
        (_, response) =>
          void json(response, 200, { choices: [{ message: { content: "A cat." }, finish_reason: "stop" }] }),
        {
          context,
          instructions: "Answer shortly.",
          maxOutputTokens: 99
        }
      )
      assert.deepStrictEqual(yield* Stream.runCollect(chunks), [{ _tag: "Text", text: "A cat." }])
      const [received] = server.requests
      assert.strictEqual(received?.path, "/v1/chat/completions")
      assert.strictEqual(received?.headers.authorization, "Bearer sk-of-the-model")
      assert.deepStrictEqual(bodyOf(received), {
        model: "m",
        stream: true,
        max_completion_tokens: 99,
        messages: [
          { role: "system", content: "Answer shortly." },
          { role: "system", content: "Be kind." },
          {
            role: "user",
            content: [
              { type: "text", text: "What is this?" },
              { type: "image_url", image_url: { url: image, detail: "low" } }
            ]
          },
          {
            role: "assistant",
            content: "Let me look.",
            tool_calls: [
              { id: "c1", type: "function", function: { name: "look", arguments: '{"at":1}' } },
              { id: "c2", type: "function", function: { name: "look", arguments: "{}" } }
            ]
          },
          { role: "tool", tool_call_id: "c1", content: "a cat" },
          { role: "tool", tool_call_id: "c2", content: "(no output yet)" },
          { role: "user", content: "Hurry!" }
        ]
      })
    })
  )

  it.live("functions and the choice among them reach the server, remote tools do not", () =>
    Effect.gen(function* () {
      const parameters = { type: "object", properties: { city: { type: "string" } } }
      const choices: ReadonlyArray<readonly [ToolChoice, unknown]> = [
        ["required", "required"],
        [
          { type: "function", name: "weather" },
          { type: "function", function: { name: "weather" } }
        ],
        [{ type: "mcp", server_label: "docs" }, "auto"]
      ]
      for (const [toolChoice, expected] of choices) {
        const { chunks, server } = yield* chatting(
          (_, response) =>
            void json(response, 200, { choices: [{ message: { content: "ok" }, finish_reason: "stop" }] }),
          {
            toolChoice,
            tools: [
              { type: "function", name: "weather", description: "Tells it.", parameters },
              { type: "mcp", server_label: "docs" }
            ]
          }
        )
        yield* Stream.runDrain(chunks)
        const { tool_choice, tools } = bodyOf(server.requests[0])
        assert.deepStrictEqual(tool_choice, expected)
        assert.deepStrictEqual(tools, [
          { type: "function", function: { name: "weather", description: "Tells it.", parameters } }
        ])
      }
    })
  )

  it.live("the limit of one call reaches the server only if there are functions", () =>
    Effect.gen(function* () {
      for (const [fields, expected] of [
        [{ parallelToolCalls: false }, false],
        [{ parallelToolCalls: true }, undefined],
        [{ parallelToolCalls: false, tools: [] }, undefined]
      ] as const) {
        const { chunks, server } = yield* chatting(
          (_, response) =>
            void json(response, 200, { choices: [{ message: { content: "ok" }, finish_reason: "stop" }] }),
          { tools: [{ type: "function", name: "weather" }], ...fields }
        )
        yield* Stream.runDrain(chunks)
        assert.strictEqual(bodyOf(server.requests[0]).parallel_tool_calls, expected)
      }
    })
  )

  it.live("parallel calls arrive one after another, even if the server mixes them or barely names them", () =>
    Effect.gen(function* () {
      const call = (index: number | undefined, id: string | undefined, name: string | undefined, text: string) =>
        delta({ tool_calls: [{ index, id, function: { name, arguments: text } }] })
      const mixed = [
        call(0, "a", "f", ""),
        call(0, undefined, undefined, '{"x"'),
        call(1, "b", "g", "{"),
        delta({ content: "Wait." }),
        call(0, undefined, undefined, ":1}"),
        call(1, undefined, undefined, "}")
      ]
      const sameIndex = [call(0, "a", "f", '{"x":1}'), call(0, "b", "g", "{}"), delta({ content: "Wait." })]
      const unnumbered = [
        call(undefined, "a", "f", '{"x"'),
        call(undefined, undefined, undefined, ":1}"),
        call(undefined, "b", "g", "{}"),
        delta({ content: "Wait." })
      ]
      for (const stream of [mixed, sameIndex, unnumbered]) {
        const { chunks } = yield* chatting(
          (_, response) => void response.writeHead(200, sse).end(events(...stream, delta({}, "tool_calls"), "[DONE]"))
        )
        const all = yield* Stream.runCollect(chunks)
        const outline: Array<string> = []
        for (const chunk of all) {
          if (chunk._tag === "FunctionCall") outline.push(`${chunk.name} ${chunk.callId} `)
          else if (chunk._tag === "Arguments") outline.push(`${outline.pop() ?? ""}${chunk.text}`)
          else if (chunk._tag === "Text") outline.push(chunk.text)
        }
        assert.deepStrictEqual(outline, ['f a {"x":1}', "g b {}", "Wait."])
      }
    })
  )

  it.live("an answer that was cut by its length or by a filter is incomplete", () =>
    Effect.gen(function* () {
      for (const [finish, reason] of [
        ["length", "max_output_tokens"],
        ["content_filter", "content_filter"]
      ] as const) {
        const { chunks } = yield* chatting(
          (_, response) => void response.writeHead(200, sse).end(events(delta({ content: "So" }, finish), "[DONE]"))
        )
        assert.deepStrictEqual((yield* Stream.runCollect(chunks)).at(-1), { _tag: "Incomplete", reason })
      }
    })
  )

  const failures: ReadonlyArray<readonly [string, Parameters<typeof apiServer>[0], string, RegExp, number]> = [
    [
      "malformed JSON",
      (_, response) => void response.writeHead(200, sse).end('data: {"choices":[\n\n'),
      "server_error",
      /no chat completion/,
      1
    ],
    [
      "a stream that ends too early",
      (_, response) => void response.writeHead(200, sse).end(events(delta({ content: "Half" }))),
      "server_error",
      /before the model had finished/,
      1
    ],
    [
      "a hang-up in the middle",
      (_, response) => void pieces(response.writeHead(200, sse), events(delta({ content: "Half" })), 9, "hang up"),
      "server_error",
      /hung up/,
      1
    ],
    [
      "an error in the stream",
      (_, response) => void response.writeHead(200, sse).end(events({ error: { message: "out of memory", code: 1 } })),
      "server_error",
      /out of memory/,
      1
    ],
    [
      "a wrong key",
      (_, response) =>
        void json(response, 401, { error: { message: "Incorrect key sk-of-the-model", code: "invalid_api_key" } }),
      "invalid_api_key",
      /Incorrect key <redacted>/,
      1
    ],
    [
      "a used-up quota",
      (_, response) => void json(response, 429, { error: { message: "pay", code: "insufficient_quota" } }),
      "insufficient_quota",
      /pay/,
      1
    ],
    [
      "a bad request as local servers tell it",
      (_, response) => void json(response, 422, { detail: "no such model" }),
      "invalid_request_error",
      /no such model/,
      1
    ]
  ]
  for (const [what, answer, code, message, attempts] of failures) {
    it.live(`${what} fails the response with ${code}, and is not retried`, () =>
      Effect.gen(function* () {
        const { chunks, server } = yield* chatting(answer)
        const error = yield* Effect.flip(Stream.runDrain(chunks))
        assert.deepStrictEqual([error._tag, error.part, error.code], ["EngineError", "respond", code])
        assert.match(error.message, message)
        assert.strictEqual(server.requests.length, attempts)
      })
    )
  }

  it.live("429 and 5xx are retried until the answer begins", () =>
    Effect.gen(function* () {
      const { chunks, server } = yield* chatting((_, response, count) => {
        if (count === 1) json(response, 429, { error: { message: "slow down" } }, { "retry-after": "0" })
        else if (count === 2) json(response, 503, {})
        else response.writeHead(200, sse).end(events(delta({ content: "Here." }, "stop"), "[DONE]"))
      })
      assert.deepStrictEqual(yield* Stream.runCollect(chunks), [{ _tag: "Text", text: "Here." }])
      assert.strictEqual(server.requests.length, 3)
    })
  )

  it.live("a request that still fails at the deadline fails with the server's last message", () =>
    Effect.gen(function* () {
      const server = yield* apiServer((_, response) => void json(response, 429, { error: { message: "slow down" } }))
      const engine = compatible({ chat: { baseUrl: server.baseUrl, model: "m" }, deadline: "1 second" })
      const error = yield* Effect.flip(Stream.runDrain(engine.respond(request())))
      assert.strictEqual(error.code, "rate_limit_exceeded")
      assert.match(error.message, /slow down/)
      assert.isAbove(server.requests.length, 1)
    })
  )

  it.live("a retry waits as long as the server asks", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const { chunks } = yield* chatting((_, response, count) => {
        order.push("request")
        if (count === 1) json(response, 429, {}, { "retry-after": "2" })
        else response.writeHead(200, sse).end(events(delta({ content: "Here." }, "stop"), "[DONE]"))
      })
      yield* skippingSleepsOf(2000, () => order.push("sleep 2 s"), Stream.runDrain(chunks))
      assert.deepStrictEqual(order, ["request", "sleep 2 s", "request"])
    })
  )

  it.live("a retry that would come after the deadline is not made", () =>
    Effect.gen(function* () {
      const { chunks, server } = yield* chatting(
        (_, response) => void json(response, 429, {}, { "retry-after": "3600" })
      )
      const error = yield* Effect.flip(Stream.runDrain(chunks))
      assert.strictEqual(error.code, "rate_limit_exceeded")
      assert.strictEqual(server.requests.length, 1)
    })
  )

  it.live("a server that never answers or falls silent fails at the deadline", () =>
    Effect.gen(function* () {
      const server = yield* apiServer((_, response, count) => {
        if (count === 2) response.writeHead(200, sse).write(events(delta({ content: "Well" })))
      })
      const engine = compatible({ chat: { baseUrl: server.baseUrl, model: "m" }, deadline: "200 millis" })
      for (const _ of [1, 2]) {
        const error = yield* Effect.flip(Stream.runDrain(engine.respond(request())))
        assert.strictEqual(error.code, "timeout")
        yield* server.abandoned
      }
    })
  )
})

/** A transcription server that answers like this, and a chat server that answers "Yes.". */
const listening = Effect.fnUntraced(function* (answer: Parameters<typeof apiServer>[0]) {
  const server = yield* apiServer((received, response, count) => {
    if (received.path === "/v1/chat/completions") {
      response.writeHead(200, sse).end(events(delta({ content: "Yes." }, "stop"), "[DONE]"))
    } else answer(received, response, count)
  })
  const api = { baseUrl: `${server.baseUrl}/`, apiKey: key }
  const engine = compatible({
    chat: { ...api, model: "m" },
    transcription: { ...api, model: "ears" },
    deadline: "5 seconds"
  })
  return { engine, server }
})

const turn = { turn: 0, model: "whisper-1", language: "de", prompt: "Namen", logprobs: false }

describe("transcription", () => {
  it.live("a turn arrives as a WAV with the settings of the session", () =>
    Effect.gen(function* () {
      const { engine, server } = yield* listening((_, response) => void json(response, 200, { text: "Guten Tag." }))
      const audio = [tone(100), tone(50)]
      const words = yield* Stream.runCollect(engine.transcribe(turn, Stream.fromIterable(audio)))
      assert.deepStrictEqual(words, [{ text: "Guten Tag." }])
      const [received] = server.requests
      assert.isDefined(received)
      assert.strictEqual(received?.path, "/v1/audio/transcriptions")
      assert.strictEqual(received?.headers.authorization, "Bearer sk-of-the-model")
      const fields = yield* Effect.promise(() => form(received))
      assert.deepStrictEqual(
        ["model", "language", "prompt", "stream"].map((name) => fields.get(name)),
        ["ears", "de", "Namen", "true"]
      )
      const file = fields.get("file")
      assert.instanceOf(file, Blob)
      const wav = Wav.read(
        new Uint8Array(
          yield* Effect.promise(async () => (file instanceof Blob ? file.arrayBuffer() : new ArrayBuffer(0)))
        )
      )
      assert.strictEqual(wav._tag, "Success")
      if (wav._tag === "Success") {
        assert.strictEqual(wav.success.sampleRate, 24_000)
        assert.deepStrictEqual(wav.success.channels, [joined(audio)])
      }
    })
  )

  it.live("a server that streams words has each word streamed once", () =>
    Effect.gen(function* () {
      const openai = events(
        { type: "transcript.text.delta", delta: "Guten" },
        { type: "transcript.text.delta", delta: " Tag." },
        { type: "transcript.text.done", text: "Guten Tag." }
      )
      const segments = events({ text: "Guten" }, { text: " Tag." })
      const atTheEnd = events({ type: "transcript.text.done", text: "Guten Tag." }, "[DONE]")
      for (const bytes of [openai, segments, atTheEnd]) {
        const { engine } = yield* listening((_, response) => void pieces(response.writeHead(200, sse), bytes, 5))
        const words = yield* Stream.runCollect(engine.transcribe(turn, Stream.succeed(tone(100))))
        assert.strictEqual(words.map(({ text }) => text).join(""), "Guten Tag.")
      }
    })
  )

  it.live("log probabilities are requested if the session wants them, and arrive once, whole or streamed", () =>
    Effect.gen(function* () {
      const sure = [{ token: "Guten Tag.", logprob: -0.25, bytes: null }]
      const streams = [
        events(
          { type: "transcript.text.delta", delta: "Guten Tag.", logprobs: sure },
          { type: "transcript.text.done", text: "Guten Tag.", logprobs: sure }
        ),
        events(
          { type: "transcript.text.delta", delta: "Guten Tag." },
          { type: "transcript.text.done", text: "Guten Tag.", logprobs: sure }
        ),
        events({ type: "transcript.text.done", text: "Guten Tag.", logprobs: sure })
      ]
      const answers: ReadonlyArray<Parameters<typeof apiServer>[0]> = [
        (_, response) => void json(response, 200, { text: "Guten Tag.", logprobs: sure }),
        ...streams.map(
          (bytes): Parameters<typeof apiServer>[0] =>
            (_, response) =>
              void pieces(response.writeHead(200, sse), bytes, 5)
        )
      ]
      for (const answer of answers) {
        const { engine, server } = yield* listening(answer)
        const chunks = yield* Stream.runCollect(
          engine.transcribe({ ...turn, logprobs: true }, Stream.succeed(tone(100)))
        )
        assert.strictEqual(chunks.map(({ text }) => text).join(""), "Guten Tag.")
        assert.deepStrictEqual(
          chunks.flatMap(({ logprobs = [] }) => logprobs),
          sure
        )
        const [received] = server.requests
        assert.isDefined(received)
        if (received !== undefined) {
          assert.strictEqual((yield* Effect.promise(() => form(received))).get("include[]"), "logprobs")
        }
      }
      const { engine, server } = yield* listening(
        (_, response) => void json(response, 200, { text: "Guten Tag.", logprobs: "all good" })
      )
      assert.deepStrictEqual(yield* Stream.runCollect(engine.transcribe(turn, Stream.succeed(tone(100)))), [
        { text: "Guten Tag." }
      ])
      const [received] = server.requests
      if (received !== undefined) assert.isFalse((yield* Effect.promise(() => form(received))).has("include[]"))
    })
  )

  it.live("a missing or incomplete answer fails the transcription", () =>
    Effect.gen(function* () {
      const answers: ReadonlyArray<Parameters<typeof apiServer>[0]> = [
        (_, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<p>hello</p>"),
        (_, response) => void response.writeHead(200, sse).end(events({ type: "transcript.text.delta", delta: "Gu" })),
        (_, response) => void response.writeHead(200, sse).end("data: {\n\n")
      ]
      for (const answer of answers) {
        const { engine } = yield* listening(answer)
        const error = yield* Effect.flip(Stream.runDrain(engine.transcribe(turn, Stream.succeed(tone(100)))))
        assert.deepStrictEqual([error.part, error.code], ["transcribe", "server_error"])
      }
    })
  )

  it.live("the model reads the user's words, which are transcribed once for all its responses", () =>
    Effect.gen(function* () {
      const { engine, server } = yield* listening((_, response) => void json(response, 200, { text: "Are you there?" }))
      const context = [spoken(tone(200))]
      for (const _ of [1, 2]) yield* Stream.runDrain(engine.respond(request({ context })))
      assert.deepStrictEqual(
        server.requests.map(({ path }) => path),
        ["/v1/audio/transcriptions", "/v1/chat/completions", "/v1/chat/completions"]
      )
      for (const received of server.requests.slice(1)) {
        assert.deepStrictEqual(bodyOf(received).messages, [{ role: "user", content: "Are you there?" }])
      }
    })
  )

  it.live("a running transcript is shared with the model, and made again if it fails or is interrupted", () =>
    Effect.gen(function* () {
      for (const first of ["shared", "failed", "given up"]) {
        const held: Array<() => void> = []
        const { engine, server } = yield* listening((_, response, count) => {
          const answer = () =>
            count === 1 && first === "failed"
              ? json(response, 400, {})
              : json(response, 200, { text: "Are you there?" })
          if (count === 1) held.push(answer)
          else answer()
        })
        const audio = tone(200)
        const transcribing = yield* Effect.forkChild(
          Effect.exit(Stream.runDrain(engine.transcribe(turn, Stream.succeed(audio))))
        )
        yield* server.arrived
        const responding = yield* Effect.forkChild(
          Stream.runDrain(engine.respond(request({ context: [spoken(audio)] })))
        )
        yield* Effect.yieldNow
        if (first === "given up") yield* Fiber.interrupt(transcribing)
        else held.forEach((answer) => answer())
        yield* Fiber.join(responding)
        const transcriptions = server.requests.filter(({ path }) => path === "/v1/audio/transcriptions")
        assert.strictEqual(transcriptions.length, first === "shared" ? 1 : 2)
        assert.deepStrictEqual(bodyOf(server.requests.at(-1)).messages, [{ role: "user", content: "Are you there?" }])
      }
    })
  )
})

/** The speech of these pieces of text, by a speech server that answers like this. */
const speaking = Effect.fnUntraced(function* (
  answer: Parameters<typeof apiServer>[0],
  text: ReadonlyArray<string>,
  fields: { readonly format?: "wav"; readonly voice?: string } = {}
) {
  const server = yield* apiServer(answer)
  const api = { baseUrl: server.baseUrl, apiKey: key }
  const engine = compatible({
    chat: { ...api, model: "m" },
    speech: { ...api, model: "tts", ...fields },
    deadline: "5 seconds"
  })
  return { server, audio: engine.speak({ name: "alloy", speed: 1.25 }, Stream.fromIterable(text)) }
})

const bytes = (samples: Int16Array) => new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)

describe("speech", () => {
  it.live("each sentence is one request, and its samples are whole, however they are split", () =>
    Effect.gen(function* () {
      const sound = tone(20)
      const { audio, server } = yield* speaking(
        (_, response) => void pieces(response.writeHead(200, { "content-type": "audio/pcm" }), bytes(sound), 7),
        ["Hello the", "re. How are", " you", "? Fine"]
      )
      assert.deepStrictEqual(joined(yield* Stream.runCollect(audio)), joined([sound, sound, sound]))
      assert.deepStrictEqual(
        server.requests.map(({ body }) => JSON.parse(body.toString()).input),
        ["Hello there.", "How are you?", "Fine"]
      )
      assert.deepStrictEqual(bodyOf(server.requests[0]), {
        model: "tts",
        voice: "alloy",
        input: "Hello there.",
        speed: 1.25,
        response_format: "pcm"
      })
      assert.strictEqual(server.requests[0]?.headers.authorization, "Bearer sk-of-the-model")
    })
  )

  it.live("samples arrive while the server is still speaking", () =>
    Effect.gen(function* () {
      const { audio, server } = yield* speaking(
        (_, response) => void response.writeHead(200).write(bytes(tone(20))),
        ["Hello."]
      )
      assert.isAbove(joined(yield* Stream.runCollect(Stream.take(audio, 1))).length, 0)
      assert.strictEqual(yield* server.abandoned, "/v1/audio/speech")
    })
  )

  it.live(
    "a WAV of another rate, in stereo, of unknown length, or with chunks around its sound becomes 24 kHz mono",
    () =>
      Effect.gen(function* () {
        const slow = Int16Array.from({ length: 1600 }, (_, i) =>
          Math.round(8000 * Math.sin((2 * Math.PI * 440 * i) / 16_000))
        )
        const plain = Wav.write({ sampleRate: 16_000, channels: [slow, slow] })
        const list = Buffer.concat([Buffer.from("LIST"), Buffer.from([5, 0, 0, 0]), Buffer.from("abcde\0")])
        const dressed = Buffer.concat([plain.subarray(0, 36), list, plain.subarray(36), list])
        const open = Buffer.from(plain)
        open.writeUInt32LE(0xffffffff, 40)
        for (const wav of [plain, dressed, open]) {
          for (const size of [1, 11, 4096]) {
            const { audio, server } = yield* speaking(
              (_, response) => void pieces(response.writeHead(200, { "content-type": "audio/wav" }), wav, size),
              ["Hello."],
              { format: "wav", voice: "af_bella" }
            )
            const samples = joined(yield* Stream.runCollect(audio))
            assert.strictEqual(samples.length, 2400)
            const expected = tone(100).map((sample) => (sample * 8000) / 8192)
            const middle = (all: Int16Array) => all.subarray(600, 1800)
            assert.isTrue(middle(samples).every((sample, i) => Math.abs(sample - (middle(expected)[i] ?? 0)) < 40))
            const { response_format, voice } = bodyOf(server.requests[0])
            assert.deepStrictEqual([response_format, voice], ["wav", "af_bella"])
          }
        }
      })
  )

  it.live("sound that is cut off, compressed or not a WAV fails the speech", () =>
    Effect.gen(function* () {
      const wav = Wav.write({ sampleRate: 24_000, channels: [tone(20)] })
      const answers: ReadonlyArray<readonly [Parameters<typeof apiServer>[0], RegExp]> = [
        [(_, response) => void response.end(wav.subarray(0, 400)), /cut off/],
        [(_, response) => void response.end(bytes(tone(1)).subarray(1)), /cut off/],
        [(_, response) => void response.end(wav.subarray(0, 20)), /header/],
        [(_, response) => void response.writeHead(200, { "content-type": "audio/mpeg" }).end("ID3"), /audio\/mpeg/],
        [(_, response) => void pieces(response.writeHead(200), wav, 100, "hang up"), /hung up/],
        [
          (_, response) =>
            void response.end(Buffer.concat([Buffer.from("RIFF0000WAVE"), Buffer.alloc(70_000, "junk")])),
          /no data chunk/
        ]
      ]
      for (const [answer, message] of answers) {
        const { audio } = yield* speaking(answer, ["Hello."])
        const error: EngineError = yield* Effect.flip(Stream.runDrain(audio))
        assert.deepStrictEqual([error.part, error.code], ["speak", "server_error"])
        assert.match(error.message, message)
      }
    })
  )
})

describe("in a session", () => {
  it.live("a spoken turn is transcribed, answered and spoken over HTTP", () =>
    Effect.gen(function* () {
      const server = yield* apiServer(({ path }, response) => {
        if (path.endsWith("/transcriptions")) json(response, 200, { text: "Hello?" })
        else if (path.endsWith("/speech")) response.end(bytes(tone(200)))
        else
          response
            .writeHead(200, sse)
            .end(events(delta({ content: "Hi. " }), delta({ content: "Well?" }, "stop"), "[DONE]"))
      })
      const api = { baseUrl: server.baseUrl, model: "any" }
      const client = yield* connect(Layer.succeed(Engine, compatible({ chat: api, transcription: api, speech: api })))
      yield* client.expect("session.created")
      yield* client.send("session.update", {
        session: { type: "realtime", audio: { input: { turn_detection: null, transcription: { model: "whisper-1" } } } }
      })
      yield* client.expect("session.updated")
      yield* client.append(tone(500))
      yield* client.send("input_audio_buffer.commit", {})
      yield* client.send("response.create", {})
      const all = yield* client.until("response.done")
      assert.strictEqual(only(all, "response.done").response.status, "completed")
      assert.strictEqual(only(all, "response.output_audio_transcript.done").transcript, "Hi. Well?")
      assert.strictEqual(only(all, "conversation.item.input_audio_transcription.completed").transcript, "Hello?")
    })
  )

  it.live("parallel calls reach the client as items, and their outputs the model", () =>
    Effect.gen(function* () {
      const server = yield* apiServer(({ body }, response) => {
        const { messages } = JSON.parse(body.toString())
        const call = (index: number, city: string) => ({
          index,
          id: `call_${index}`,
          function: { name: "weather", arguments: JSON.stringify({ city }) }
        })
        const answer = messages.some(({ role }: { role: string }) => role === "tool")
          ? [delta({ content: "Rain in both." }, "stop")]
          : [delta({ tool_calls: [call(0, "Bonn"), call(1, "Ulm")] }), delta({}, "tool_calls")]
        response.writeHead(200, sse).end(events(...answer, "[DONE]"))
      })
      const client = yield* connect(
        Layer.succeed(Engine, compatible({ chat: { baseUrl: server.baseUrl, model: "m" } }))
      )
      yield* client.expect("session.created")
      const tools = [{ type: "function", name: "weather" }] as const
      yield* client.send("session.update", { session: { type: "realtime", output_modalities: ["text"], tools } })
      yield* client.expect("session.updated")
      yield* client.send("response.create", {})
      const { output = [] } = only(yield* client.until("response.done"), "response.done").response
      const calls = (output ?? []).flatMap((item) => (item.type === "function_call" ? [item] : []))
      assert.deepStrictEqual(
        calls.map((call) => [call.call_id, call.name, call.arguments, call.status]),
        [
          ["call_0", "weather", '{"city":"Bonn"}', "completed"],
          ["call_1", "weather", '{"city":"Ulm"}', "completed"]
        ]
      )
      for (const { call_id } of calls) {
        const item = { type: "function_call_output", call_id: call_id ?? "", output: "rain" } as const
        yield* client.send("conversation.item.create", { item })
      }
      yield* client.send("response.create", {})
      const all = yield* client.until("response.done")
      assert.strictEqual(only(all, "response.output_text.done").text, "Rain in both.")
    })
  )

  it.live("a rate limit of the server ends the response as failed, and the session goes on", () =>
    Effect.gen(function* () {
      const server = yield* apiServer((_, response, count) => {
        if (count === 1) json(response, 429, { error: { message: "later" } }, { "retry-after": "3600" })
        else response.writeHead(200, sse).end(events(delta({ content: "Now." }, "stop"), "[DONE]"))
      })
      const client = yield* connect(
        Layer.succeed(Engine, compatible({ chat: { baseUrl: server.baseUrl, model: "m" } }))
      )
      yield* client.expect("session.created")
      for (const status of ["failed", "completed"]) {
        yield* client.send("response.create", { response: { output_modalities: ["text"] } })
        const { response } = only(yield* client.until("response.done"), "response.done")
        assert.strictEqual(response.status, status)
        const code = status === "failed" ? "rate_limit_exceeded" : undefined
        assert.strictEqual(response.status_details?.error?.code ?? undefined, code)
      }
    })
  )

  it.live("an engine without a transcription or speech server, remote tools and translation say what is missing", () =>
    Effect.gen(function* () {
      const engine = compatible({ chat: { baseUrl: "http://127.0.0.1:1/v1", model: "m" } })
      const told = (stream: Stream.Stream<unknown, EngineError>) =>
        Effect.map(Effect.flip(Stream.runDrain(stream)), ({ message }) => message)
      assert.match(yield* told(engine.transcribe(turn, Stream.succeed(tone(100)))), /transcription/)
      assert.match(yield* told(engine.respond(request({ context: [spoken(tone(100))] }))), /transcription/)
      assert.match(yield* told(engine.speak({ name: "alloy", speed: 1 }, Stream.succeed("Hi."))), /speech/)
      assert.match(yield* told(engine.listTools({ type: "mcp", server_label: "docs" })), /MCP/)
      assert.match(
        yield* told(engine.translate({ language: "de", sourceLanguage: undefined }, Stream.empty)),
        /translate/
      )
    })
  )
})

it.effect("the engine of the README is this one", () =>
  Effect.gen(function* () {
    const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")
    assert.include(text("../README.md"), text("compatibleExample.ts"))
    assert.isFunction((yield* Engine).respond)
  }).pipe(Effect.provide(engine))
)
