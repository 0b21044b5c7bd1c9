/** Runs the unmodified `@openai/agents-realtime` over WebSocket. */
import {
  OpenAIRealtimeWebSocket,
  RealtimeAgent,
  RealtimeSession,
  type RealtimeSessionConfig,
  tool
} from "@openai/agents-realtime"
import type { Script } from "@antiphon/server"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { z } from "zod"
import { apiKey, gatedServer } from "./gatedServer.ts"
import { asSpoken, fromBase64, recording } from "./recordings.ts"

const user = recording("user-turn")
const voice = recording("reply")

/** Whether its own parser knows an event. Its entry point does not export the parser. */
const isKnown: Effect.Effect<(event: unknown) => boolean> = Effect.promise(async () => {
  const entry = import.meta.resolve("@openai/agents-realtime")
  const module: {
    readonly parseRealtimeEvent: (message: { readonly data: string }) => { readonly isGeneric: boolean }
  } = await import(new URL("openaiRealtimeEvents.mjs", entry).href)
  return (event) => !module.parseRealtimeEvent({ data: JSON.stringify(event) }).isGeneric
})

const serverVad: Partial<RealtimeSessionConfig> = {
  audio: { input: { turnDetection: { type: "server_vad" }, transcription: { model: "gpt-4o-mini-transcribe" } } }
}

/** A session with an agent that knows the weather. */
const holding = (script: Script) =>
  Effect.gen(function* () {
    const { port, sent } = yield* gatedServer(script)
    const asked: Array<string> = []
    const weather = tool({
      name: "weather",
      description: "The weather in a city",
      parameters: z.object({ city: z.string() }),
      execute: ({ city }) => {
        asked.push(city)
        return `rain in ${city}`
      }
    })
    const agent = new RealtimeAgent({ name: "guide", instructions: "Be brief.", tools: [weather] })
    const transport = new OpenAIRealtimeWebSocket({ url: `ws://127.0.0.1:${port}/v1/realtime?model=gpt-realtime` })
    const session = yield* Effect.acquireRelease(
      Effect.sync(() => new RealtimeSession(agent, { transport, model: "gpt-realtime", config: serverVad })),
      (each) => Effect.sync(() => each.close())
    )
    const known = yield* isKnown
    assert.isFalse(known({ type: "no.such.event" }))
    const received: Array<{ readonly type: string }> = []
    const demoted: Array<string> = []
    const audio: Array<string> = []
    let failure: unknown
    let look = () => {}
    transport.on("*", (event) => {
      received.push(event)
      if (!known(event)) demoted.push(event.type)
      look()
    })
    session.on("audio", ({ data }) => audio.push(Buffer.from(data).toString("base64")))
    session.on("error", ({ error }) => {
      failure ??= error
      look()
    })
    /** Waits until `count` events of this type have arrived. An error fails the test. */
    const until = (type: string, count = 1) =>
      Effect.callback<void>((resume) => {
        look = () => {
          if (failure !== undefined) resume(Effect.die(failure))
          else if (received.filter((event) => event.type === type).length >= count) resume(Effect.void)
        }
        look()
      })
    yield* Effect.promise(() => session.connect({ apiKey }))
    yield* until("session.updated")
    return {
      session,
      until,
      asked,
      heard: () => fromBase64(audio),
      speak: () => {
        for (const piece of asSpoken(user)) session.sendAudio(Uint8Array.from(new Uint8Array(piece.buffer)).buffer)
      },
      /** Asserts that no event was refused, lost on the way, or unknown to the parser. */
      nothingLost: () => {
        assert.strictEqual(failure, undefined)
        assert.deepStrictEqual(
          received.map(({ type }) => type),
          sent
        )
        assert.notInclude(sent, "error")
        assert.deepStrictEqual(demoted, [])
      }
    }
  })

describe("RealtimeSession of the agents SDK", () => {
  it.live("gets a typed turn answered and has the answer in its history", () =>
    Effect.gen(function* () {
      const { heard, nothingLost, session, until } = yield* holding({ turns: [{ say: "It is noon.", voice }] })
      session.sendMessage("What time is it?")
      yield* until("response.done")
      const texts = session.history.flatMap((item) =>
        item.type !== "message" ? [] : item.content.map((part) => ("text" in part ? part.text : part.transcript))
      )
      assert.deepStrictEqual(texts, ["What time is it?", "It is noon."])
      assert.deepStrictEqual(heard(), voice)
      nothingLost()
    })
  )

  it.live("gets a spoken turn transcribed, runs a tool, and receives its result as speech", () =>
    Effect.gen(function* () {
      const turns: Script["turns"] = [
        { heard: "What is the weather in Bonn?", calls: [{ name: "weather", arguments: { city: "Bonn" } }] },
        { say: "It rains.", voice }
      ]
      const { asked, heard, nothingLost, session, speak, until } = yield* holding({ turns })
      speak()
      yield* until("response.done", 2)
      yield* until("conversation.item.input_audio_transcription.completed")
      assert.deepStrictEqual(asked, ["Bonn"])
      assert.deepStrictEqual(heard(), voice)
      const call = session.history.find((item) => item.type === "function_call")
      assert.strictEqual(call?.output, "rain in Bonn")
      const said = session.history.find((item) => item.type === "message" && item.role === "user")
      assert.include(JSON.stringify(said), "What is the weather in Bonn?")
      nothingLost()
    })
  )

  it.live("stops its player and truncates the item when the user interrupts", () =>
    Effect.gen(function* () {
      const script: Script = { turns: [{ say: "He might.", voice }], pace: 1 }
      const { nothingLost, session, speak, until } = yield* holding(script)
      let interruptions = 0
      session.on("audio_interrupted", () => interruptions++)
      session.sendMessage("Go on.")
      yield* until("response.output_audio.delta", 3)
      speak()
      yield* until("conversation.item.truncated")
      assert.strictEqual(interruptions, 1)
      yield* until("response.done", 2)
      nothingLost()
    })
  )
})
