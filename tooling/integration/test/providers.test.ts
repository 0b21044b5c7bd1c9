/** Every provider, with the client that applications use, against its double over a WebSocket. */
import { connect, type RealtimeSession } from "@antiphon/client"
import type { Provider } from "@antiphon/core"
import { anyEvents } from "@antiphon/core/transport"
import { azure, azureVoiceLive, inworld, litellm, localai, openai, qwen, speaches, xai } from "@antiphon/providers"
import { type DoubleName, makeDoubleOf } from "@antiphon/providers/double"
import { Engine, type Script, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as z from "zod"
import { collect, failure, tone } from "./clientServed.ts"

const providers: Readonly<Record<DoubleName, (origin: string) => Provider>> = {
  openai: (origin) => openai({ url: `${origin}/v1`, key: "sk-1", model: "gpt-realtime", safetyIdentifier: "u" }),
  azure: (url) => azure({ url, key: "k", deployment: "d" }),
  azureVoiceLive: (url) => azureVoiceLive({ url, key: "k", model: "gpt-realtime" }),
  xai: (origin) => xai({ url: `${origin}/v1`, key: "xai-1" }),
  qwen: (origin) => qwen({ url: `${origin}/api-ws/v1`, key: "sk-1", model: "qwen-omni" }),
  inworld: (url) => inworld({ url, key: "aWQ6c2VjcmV0", model: "m" }),
  localai: (origin) => localai({ url: `${origin}/v1`, model: "m" }),
  speaches: (origin) => speaches({ url: `${origin}/v1`, model: "m" }),
  litellm: (origin) => litellm({ url: `${origin}/v1`, key: "k", model: "m" })
}

const script: Script = {
  turns: [
    { say: "Good morning." },
    { calls: [{ name: "clock", arguments: { zone: "UTC" } }] },
    { say: "It is noon." },
    { heard: "And tomorrow?", say: "Tomorrow too." },
    { say: "A long answer.", voice: tone(3000) }
  ]
}

/** Serves a double while `use` runs. */
const doubled = (name: DoubleName, use: (provider: Provider, drop: () => Promise<void>) => Promise<void>) =>
  Effect.gen(function* () {
    const double = makeDoubleOf(name)
    const listener = yield* listen({ vocabulary: { incoming: anyEvents, outgoing: anyEvents } })
    const open = new Set<Effect.Effect<void>>()
    yield* Effect.forkScoped(
      listener.run((connection, offered) => {
        open.add(connection.close(1012))
        return Effect.flatMap(double.accept(connection, offered), (adapted) =>
          serve(adapted, double.handshake(offered), { seed: `${name}${open.size}` })
        )
      })
    )
    const drop = () => Effect.runPromise(Effect.forEach(open, (close) => close, { discard: true }))
    yield* Effect.promise(() => use(providers[name](`ws://127.0.0.1:${listener.address.port}`), drop))
  }).pipe(Effect.scoped, Effect.provide(Engine.scripted(script)), Effect.runPromise)

const words = async (response: Awaited<ReturnType<RealtimeSession["createResponse"]>>): Promise<string> => {
  let all = ""
  for await (const item of response) {
    for await (const part of item) all += (await collect(part.transcriptChunks())).join("")
  }
  return all
}

const names = Object.keys(providers) as ReadonlyArray<DoubleName>

describe.each(names)("%s", (name) => {
  it("answers a typed turn, calls a tool, understands a spoken turn, and is interrupted", () =>
    doubled(name, async (provider) => {
      const zones: Array<string> = []
      let queued = 0
      /** How many samples the speaker plays. */
      let played = Infinity
      const speaker = {
        rate: 24_000,
        queue: (samples: Int16Array) => void (queued += samples.length),
        position: () => ({ until: Math.min(queued, played), latencyMs: 0, given: queued }),
        clear: () => Promise.resolve({ until: Math.min(queued, played), latencyMs: 0, resumesAt: queued })
      }
      const clock = {
        description: "Tells the time.",
        schema: z.object({ zone: z.string() }),
        run: ({ zone }: { readonly zone: string }) => {
          zones.push(zone)
          return "noon"
        }
      }
      await using session = await connect({ provider, speaker, tools: { clock } })
      const transcripts: Array<string> = []
      const refused = Promise.withResolvers<unknown>()
      session.on("error", ({ error }) => refused.resolve(error.code))
      session.on("conversation.item.input_audio_transcription.completed", ({ transcript }) => {
        transcripts.push(transcript)
      })
      await session.configure({
        type: "realtime",
        audio: { input: { turn_detection: null, transcription: { model: "whisper-1" } } }
      })
      const { response } = await session.sendText("Hello.")
      assert.strictEqual(await words(response), "Good morning.")
      assert.strictEqual((await response.done).status, "completed")

      const asked = await session.sendText("What time is it?")
      await asked.response.done
      const all = session.responses[Symbol.asyncIterator]()
      await all.next()
      await all.next()
      const third = await all.next()
      assert(third.done !== true)
      assert.strictEqual(await words(third.value), "It is noon.")
      assert.deepStrictEqual(zones, ["UTC"])

      await session.sendAudio(tone(400))
      await session.commit()
      assert.strictEqual(await words(await session.createResponse()), "Tomorrow too.")
      assert.deepStrictEqual(transcripts, ["And tomorrow?"])

      played = queued + 12_000
      const { response: long } = await session.sendText("Go on.")
      for await (const item of long) {
        for await (const part of item) {
          for await (const _ of part.audioChunks()) break
        }
      }
      await long.done
      const interrupted = session.interrupt()
      if (provider.capabilities.truncation === "no") {
        await interrupted
        assert.strictEqual(await refused.promise, "unsupported_by_provider")
      } else {
        const { truncated } = await interrupted
        assert.deepStrictEqual(
          truncated.map((event) => event.audio_end_ms),
          [500]
        )
      }
    }))
})

it("what a provider cannot do is refused at once with a code of its own", () =>
  doubled("xai", async (provider) => {
    await using session = await connect({ provider })
    const error = await failure(session.configure({ type: "realtime", output_modalities: ["text"] }))
    assert.deepStrictEqual([error.code, error.detail.error?.code], ["refused", "unsupported_by_provider"])
    assert.include(error.message, "xai always answers in audio")
  }))

it("a conversation at xAI goes on after a loss, and nothing that the server knows is said twice", () =>
  doubled("xai", async (provider, drop) => {
    await using session = await connect({ provider })
    await session.configure({ type: "realtime", instructions: "Be brief." })
    const { response } = await session.sendText("Hello.")
    await response.done
    const resumed = Promise.withResolvers<unknown>()
    session.on("resumed", resumed.resolve)
    await drop()
    await resumed.promise
    const next = await session.sendText("Again.")
    await next.response.done
    assert.strictEqual(session.state.items.size, 4)
  }))

it("settings that cannot be used are refused before anything is dialled", async () => {
  const error = await failure(connect({ provider: xai({ key: "sk-other" }) }))
  assert.strictEqual(error.code, "invalid")
  assert.include(error.message, "Use openai({ key })")
  const both = await failure(connect({ provider: localai({ model: "m" }), key: "k" }))
  assert.include(both.message, "pass key to the provider")
})
