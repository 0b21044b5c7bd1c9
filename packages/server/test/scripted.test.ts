/** The scripted engine on a test clock. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { joined, silence, tone } from "./helper.ts"
import {
  type ContextItem,
  type EngineParts,
  type ResponseChunk,
  type ResponseRequest,
  type Script,
  scripted
} from "../src/index.ts"
import { speakSentences } from "../src/session/speakSentences.ts"

const request: ResponseRequest = {
  id: "resp_1",
  turn: 0,
  context: [],
  instructions: "",
  modality: "audio",
  voice: { name: "alloy", speed: 1 },
  tools: [],
  toolChoice: "auto",
  parallelToolCalls: true,
  maxOutputTokens: "inf"
}

/** When each piece of audio arrived, in ms, and how many ms of audio there were. */
const timesOf = Effect.fnUntraced(function* <A>(
  stream: Stream.Stream<A, unknown>,
  samplesOf: (each: A) => Int16Array | undefined
) {
  const times: Array<number> = []
  let ms = 0
  const running = yield* stream.pipe(
    Stream.runForEach((each) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const samples = samplesOf(each)
        if (samples === undefined) return
        ms += samples.length / 24
        times.push(now)
      })
    ),
    Effect.forkChild
  )
  yield* TestClock.adjust("1 minute")
  yield* Fiber.join(running)
  return { times, ms }
})

const said = (engine: EngineParts) =>
  timesOf(speakSentences(engine, request), (chunk) => (chunk._tag === "Audio" ? chunk.samples : undefined))

describe("a script with a pace", () => {
  const scripts: ReadonlyArray<readonly [string, Script["turns"][0]]> = [
    ["words without a recording", { say: "These are the words. And these are more of them." }],
    ["a recording", { say: "Hello there.", voice: tone(3000) }]
  ]
  for (const [name, turn] of scripts) {
    for (const pace of [1, 4]) {
      it.effect(`sends ${name} at ${pace} times real time`, () =>
        Effect.gen(function* () {
          const { ms, times } = yield* said(scripted({ turns: [turn], pace }))
          assert.isAbove(ms, 2000)
          assert.closeTo(times.at(-1) ?? 0, ms / pace, 1)
          assert.isAtLeast(times.length, ms / 300)
        })
      )
    }
  }

  it.effect("paces the voice that it is given, and uses no other", () =>
    Effect.gen(function* () {
      const speak: EngineParts["speak"] = (_voice, text) => Stream.map(text, () => tone(500))
      const { ms, times } = yield* said(scripted({ turns: [{ say: "One. Two." }], pace: 1 }, { speak }))
      assert.deepStrictEqual([ms, times], [1000, [500, 1000]])
    })
  )

  it.effect("paces a translation", () =>
    Effect.gen(function* () {
      const engine = scripted({ turns: [{ heard: "Hallo", say: "Hello", voice: tone(1000) }], pace: 1 })
      const heard = Stream.succeed(joined([tone(500), silence(1000)]))
      const { times } = yield* timesOf(
        engine.translate({ language: "en", sourceLanguage: undefined }, heard),
        (chunk) => (chunk._tag === "Audio" ? chunk.samples : undefined)
      )
      assert.strictEqual(times.length, 10)
      assert.strictEqual(times.at(-1), 1000)
    })
  )

  it.effect("without one sends everything at once", () =>
    Effect.gen(function* () {
      const { times } = yield* said(scripted({ turns: [{ say: "These are the words." }] }))
      assert.deepStrictEqual(new Set(times), new Set([0]))
    })
  )
})

describe("a script with answers", () => {
  const script: Script = {
    turns: [{ say: "The turn." }],
    answers: [
      {
        when: "the weather",
        calls: [{ name: "weather", arguments: {} }],
        then: { say: "It rains." }
      },
      { when: "art", say: "I like art." }
    ]
  }
  const message = (text: string | null, type: "input_text" | "input_audio" = "input_text"): ContextItem => ({
    item: {
      type: "message",
      role: "user",
      content: [type === "input_text" ? { type, text } : { type, transcript: text }]
    },
    audio: type === "input_text" ? [] : [tone(100)]
  })
  const output: ContextItem = { item: { type: "function_call_output", call_id: "call_1", output: "rain" }, audio: [] }
  const answered = (context: ReadonlyArray<ContextItem>, engine = scripted(script)) =>
    Effect.map(Stream.runCollect(engine.respond({ ...request, modality: "text", context })), (chunks) =>
      chunks.map((chunk) => (chunk._tag === "Text" ? chunk.text : chunk._tag)).join("")
    )

  it.effect("prefers the first answer whose words were said, in whole words", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* answered([message("Do you like ART?")]), "I like art.")
      assert.strictEqual(yield* answered([message("Shall we start?")]), "The turn.")
      assert.strictEqual(yield* answered([message("How is the, er, weather?")]), "The turn.")
      assert.strictEqual(yield* answered([message("And the weather", "input_audio")]), "FunctionCallArguments")
    })
  )

  it.effect("goes on after the outputs of its calls", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* answered([message("How is the weather?"), output]), "It rains.")
    })
  )

  it.effect("recognizes speech that has no transcript, if it can", () =>
    Effect.gen(function* () {
      const spoken = [message(null, "input_audio")]
      assert.strictEqual(yield* answered(spoken), "The turn.")
      const transcribe: EngineParts["transcribe"] = () => Stream.make({ text: "Tell me" }, { text: " about art." })
      assert.strictEqual(yield* answered(spoken, scripted(script, { transcribe })), "I like art.")
    })
  )
})

describe("what any engine answers", () => {
  const base = scripted({ turns: [{}] })
  const answering = (chunks: ReadonlyArray<ResponseChunk>, modality: "audio" | "text") =>
    Stream.runCollect(speakSentences({ ...base, respond: () => Stream.fromIterable(chunks) }, { ...request, modality }))

  it.effect("has arguments for each complete call, and leaves a call that was cut off incomplete", () =>
    Effect.gen(function* () {
      const call = { _tag: "FunctionCall", name: "f" } as const
      const none = { _tag: "Arguments", text: "" } as const
      const empty = { _tag: "Arguments", text: "{}" } as const
      const cut = { _tag: "Incomplete", reason: "max_output_tokens" } as const
      const given = { _tag: "Arguments", text: '{"x":1}' } as const
      for (const modality of ["audio", "text"] as const) {
        assert.deepStrictEqual(yield* answering([call, call, none], modality), [call, empty, call, empty])
        assert.deepStrictEqual(yield* answering([call, none, given], modality), [call, given])
        assert.deepStrictEqual(yield* answering([call, cut], modality), [call, cut])
      }
    })
  )

  it.effect("is spoken sentence by sentence in scripts without spaces", () =>
    Effect.gen(function* () {
      const chunks = yield* answering(
        ["你好。", "我在这里。"].map((text) => ({ _tag: "Text", text })),
        "audio"
      )
      const outline = chunks.flatMap((chunk) => (chunk._tag === "Transcript" ? [chunk.text] : [chunk._tag]))
      assert.deepStrictEqual(outline, ["你好。", "Audio", "我在这里。", "Audio"])
    })
  )

  it.effect("fails beyond 4 MiB of characters", () =>
    Effect.gen(function* () {
      const text = { _tag: "Text", text: "word ".repeat(200_000) } as const
      const error = yield* Effect.flip(
        answering(
          Array.from({ length: 5 }, () => text),
          "text"
        )
      )
      assert.match(error.message, /over 4194304 characters/)
    })
  )

  it.effect("fails if its items have no end, with or without words", () =>
    Effect.gen(function* () {
      const respond = () => Stream.forever(Stream.succeed({ _tag: "Message" } as const))
      const answer = Stream.runCount(speakSentences({ ...base, respond }, { ...request, modality: "text" }))
      assert.match((yield* Effect.flip(answer)).message, /over 4194304 characters/)
    })
  )
})
