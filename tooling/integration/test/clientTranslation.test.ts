import { connect, RealtimeError, type TranslationSession } from "@antiphon/client/translation"
import { Translation } from "@antiphon/core"
import { Engine, type Script, serveTranslation } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { collect, tone } from "./clientServed.ts"

const vocabulary = { incoming: Translation.ClientEvent, outgoing: Translation.ServerEvent }

/** Opens a session with a translation server, and closes it after `use`. */
const interpret = (script: Script, use: (session: TranslationSession) => Promise<void>, sessionMs = 60_000) =>
  Effect.gen(function* () {
    const listener = yield* listen({ vocabulary })
    yield* Effect.forkScoped(
      listener.run((connection, handshake) => serveTranslation(connection, handshake, { limits: { sessionMs } }))
    )
    yield* Effect.promise(async () => {
      const url = `ws://127.0.0.1:${listener.address.port}/v1`
      await using session = await connect({ url, model: "gpt-realtime-translate", key: "sk-any" })
      await use(session)
    })
  }).pipe(Effect.scoped, Effect.provide(Engine.scripted(script)), Effect.runPromise)

const failure = async (promise: Promise<unknown>): Promise<RealtimeError> => {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause
  )
  assert.instanceOf(error, RealtimeError)
  return error
}

const silence = (ms: number) => new Int16Array(ms * 24)

it("speech comes back in another language with both transcripts, and the rest arrives after the finish", () =>
  interpret({ turns: [{ heard: "Buon giorno.", say: "Good morning.", voice: tone(500) }] }, async (session) => {
    const audio = { input: { transcription: { model: "gpt-realtime-whisper" } }, output: { language: "fr" } }
    const config = await session.configure({ audio })
    assert.strictEqual(config.audio?.output?.language, "fr")
    assert.strictEqual(session.config, config)
    await session.sendAudio(silence(500))
    await session.sendAudio(tone(900))
    await session.sendAudio(silence(1050))
    await session.finish()
    const samples = (await collect(session.audioChunks())).flatMap((chunk) => [...chunk])
    assert.deepStrictEqual(samples, [...tone(500)])
    assert.strictEqual((await collect(session.transcriptChunks())).join(""), "Good morning.")
    assert.strictEqual((await collect(session.sourceChunks())).join(""), "Buon giorno.")
    assert.strictEqual((await session.closed).detail.close?.code, 1000)
    assert.strictEqual((await failure(session.sendAudio(silence(200)))).code, "invalid")
  }))

it("a command that the server refuses fails with the server's own message", () =>
  interpret({ turns: [{ say: "Good morning." }] }, async (session) => {
    const wrong = failure(session.configure(JSON.parse(`{"audio":{"output":{"tongue":"fr"}}}`)))
    const right = session.configure({ audio: { output: { language: "it" } } })
    const { code, detail } = await wrong
    assert.deepStrictEqual([code, detail.error?.code], ["refused", "unknown_parameter"])
    assert.strictEqual((await right).audio?.output?.language, "it")
  }))

it("a lost connection throws in every loop, and closing the session ends the loops", async () => {
  await interpret(
    { turns: [{ say: "Good morning." }] },
    async (session) => {
      const { code, detail } = await failure(collect(session.transcriptChunks()))
      assert.deepStrictEqual([code, detail.close?.code], ["disconnected", 1001])
    },
    200
  )
  await interpret({ turns: [{ say: "Good morning." }] }, async (session) => {
    const reading = collect(session.audioChunks())
    await session.close()
    assert.deepStrictEqual(await reading, [])
    assert.strictEqual((await failure(session.configure({}))).code, "disconnected")
  })
})
