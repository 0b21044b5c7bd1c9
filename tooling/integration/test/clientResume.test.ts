import { connect, conversation, type RealtimeSession, type Resumed, textOf } from "@antiphon/client"
import { assert, it } from "@effect/vitest"
import * as z from "zod"
import { converse, failure, served, textOnly, tone } from "./clientServed.ts"

const resumption = (session: RealtimeSession): Promise<Resumed> =>
  new Promise((resolve) => session.on("resumed", resolve))
const model = "gpt-realtime"

it("a conversation outlives its connection, after the client has asked for a key again", () => {
  const keys: Array<string> = []
  const key = async () => `sk-${keys.push("asked")}`
  return converse(
    { turns: [{ say: "It is noon." }, { say: "It is one." }] },
    async (session, drop) => {
      await session.configure(textOnly)
      const seen: Array<string> = []
      const reading = (async () => {
        for await (const { id } of session.responses) if (seen.push(id) === 2) break
      })()
      const first = await session.sendText("What time is it?")
      await first.response.done
      const resumed = resumption(session)
      await drop()
      assert.deepStrictEqual(await resumed, { lost: [] })
      assert.strictEqual((await session.retrieveItem(first.itemId)).id, first.itemId)
      const second = await session.sendText("And now?")
      assert.strictEqual((await second.response.done).status, "completed")
      assert.deepStrictEqual(conversation(session.state).map(textOf), [
        "What time is it?",
        "It is noon.",
        "And now?",
        "It is noon."
      ])
      await reading
      assert.deepStrictEqual(seen, [first.response.id, second.response.id])
      assert.strictEqual(keys.length, 2)
      assert.isAbove(session.usage.responses.output.text, 0)
    },
    { key }
  )
})

it("a message sent without a connection waits for the next one, and the running response counts as interrupted", () =>
  converse({ turns: [{ say: "I speak and speak.", voice: tone(60_000) }], pace: 1 }, async (session, drop) => {
    const response = await session.createResponse()
    const resumed = resumption(session)
    await drop()
    const added = session.addItem({ type: "message", role: "user", content: [{ type: "input_text", text: "Hm." }] })
    await resumed
    assert.strictEqual((await added).type, "message")
    assert.strictEqual((await response.done).status, "failed")
  }))

it("a call that runs when the connection is lost is aborted and listed", () => {
  const started = Promise.withResolvers<AbortSignal>()
  return converse(
    { turns: [{ calls: [{ name: "wait", arguments: {} }] }] },
    async (session, drop) => {
      await session.configure(textOnly)
      await session.sendText("Wait.")
      const signal = await started.promise
      const resumed = resumption(session)
      await drop()
      const { lost } = await resumed
      assert.deepStrictEqual(
        lost.map(({ reason }) => reason),
        ["call_without_output"]
      )
      assert.isTrue(signal.aborted)
      const { session: config } = session.state
      assert(config?.type === "realtime" && "tools" in config)
      assert.strictEqual(config.tools?.length, 1)
    },
    {
      tools: {
        wait: {
          description: "",
          schema: z.object({}),
          run: (_args, { signal }) => {
            started.resolve(signal)
            return new Promise(() => {})
          }
        }
      }
    }
  )
})

it("the session moves before the server ends it, and only `resumed` shows that", () =>
  served(
    { turns: [{ say: "It is noon." }] },
    async (url) => {
      await using session = await connect({ url, model, key: "sk-any" })
      await session.configure(textOnly)
      const { itemId } = await session.sendText("What time is it?")
      const { expires_at: before } = Object(session.state.session)
      await resumption(session)
      assert.isAbove(Object(session.state.session).expires_at, before)
      assert.strictEqual((await session.retrieveItem(itemId)).id, itemId)
    },
    { sessionMs: 4000 }
  ))

it("the client asks again for a key that did not arrive, and a refused key ends the session", () =>
  served({ turns: [{ say: "Yes." }] }, async (url, drop) => {
    const keys = ["sk-any", new Error("offline"), "sk-any", "wrong"]
    const key = async () => {
      const next = keys.shift()
      if (typeof next === "string") return next
      throw next
    }
    const session = await connect({ url, model, key })
    const resumed = resumption(session)
    await drop()
    await resumed
    await drop()
    assert.strictEqual((await session.closed).code, "unauthorized")
    assert.deepStrictEqual(keys, [])
  }))

it("a session without reconnection ends with its connection", () =>
  converse(
    { turns: [{ say: "Yes." }] },
    async (session, drop) => {
      await drop()
      const { code, detail } = await session.closed
      assert.deepStrictEqual([code, detail.close?.code], ["disconnected", 1012])
      assert.strictEqual((await failure(session.createResponse())).code, "disconnected")
    },
    { reconnect: false }
  ))

it("a transcription session reconnects, and the next connection gets the audio that was not committed", () =>
  served({ turns: [{ heard: "Good morning.", say: "" }] }, async (url, drop) => {
    await using session = await connect({ url, key: "sk-any", intent: "transcription" })
    const transcript = () =>
      new Promise<string>((resolve) => {
        const off = session.on("conversation.item.input_audio_transcription.completed", (event) => {
          off()
          resolve(event.transcript)
        })
      })
    const input = { transcription: { model: "gpt-4o-transcribe" }, turn_detection: null }
    await session.configure({ type: "transcription", audio: { input } })
    const first = transcript()
    await session.sendAudio(tone(400))
    await session.commit()
    assert.strictEqual(await first, "Good morning.")
    await session.sendAudio(tone(300))
    const resumed = resumption(session)
    await drop()
    await resumed
    const second = transcript()
    await session.commit()
    assert.strictEqual(await second, "Good morning.")
  }))
