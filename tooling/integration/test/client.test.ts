import { connect, cost, total } from "@antiphon/client"
import { assert, it } from "@effect/vitest"
import { collect, converse, failure, served, textOnly, tone } from "./clientServed.ts"

it("a typed question is answered in text, item by item and part by part", () =>
  converse({ turns: [{ say: "It is noon." }] }, async (session) => {
    await session.configure(textOnly)
    const { response } = await session.sendText("What time is it?")
    const heard: Array<[string, string, string]> = []
    for await (const item of response) {
      for await (const part of item) {
        heard.push([item.type, part.type, (await collect(part.textChunks())).join("")])
      }
    }
    assert.deepStrictEqual(heard, [["message", "text", "It is noon."]])
    const { response: told, status } = await response.done
    assert.strictEqual(status, "completed")
    assert.isAbove(told?.usage?.total_tokens ?? 0, 0)
  }))

it("a spoken answer can be read as samples and as its transcript, each at its own pace and more than once", () =>
  converse({ turns: [{ heard: "Hello?", say: "Good morning.", voice: tone(700) }] }, async (session) => {
    await session.configure({ type: "realtime", audio: { input: { turn_detection: null } } })
    await session.sendAudio(tone(400))
    const itemId = await session.commit()
    const response = await session.createResponse()
    await response.done
    const [item] = await collect(response)
    assert(item !== undefined)
    const [part] = await collect(item)
    assert(part !== undefined)
    for (let time = 0; time < 2; time += 1) {
      const samples = (await collect(part.audioChunks())).flatMap((chunk) => [...chunk])
      assert.deepStrictEqual(samples, [...tone(700)])
      assert.strictEqual((await collect(part.transcriptChunks())).join(""), "Good morning.")
    }
    assert.deepStrictEqual(await collect(part.textChunks()), [])
    assert.strictEqual((await session.retrieveItem(itemId)).id, itemId)
  }))

it("G.711 audio arrives as linear samples of 8 kHz", () =>
  converse({ turns: [{ say: "Good morning.", voice: tone(500) }] }, async (session) => {
    await session.configure({ type: "realtime", audio: { output: { format: { type: "audio/pcmu" } } } })
    const response = await session.createResponse()
    let samples = 0
    let peak = 0
    for await (const item of response) {
      for await (const part of item) {
        for await (const chunk of part.audioChunks()) {
          samples += chunk.length
          peak = Math.max(peak, ...chunk)
        }
      }
    }
    assert.strictEqual(samples, 4000)
    assert.approximately(peak, 8192, 600)
  }))

it("a function call arrives with all of its arguments", () =>
  converse({ turns: [{ calls: [{ name: "clock", arguments: { zone: "UTC" } }] }] }, async (session) => {
    await session.configure({ ...textOnly, tools: [{ type: "function", name: "clock", parameters: {} }] })
    const response = await session.createResponse()
    const items = await collect(response)
    const calls = await Promise.all(items.filter(({ type }) => type === "function_call").map(({ done }) => done))
    assert.deepStrictEqual(
      calls.map((call) => ("arguments" in call ? call.arguments : undefined)),
      [`{"zone":"UTC"}`]
    )
  }))

it("a loop that begins late gets all responses in order, and ends when the session is closed", () =>
  converse({ turns: [{ say: "One." }] }, async (session) => {
    await session.configure(textOnly)
    const first = await session.createResponse()
    await first.done
    const second = await session.createResponse()
    const seen: Array<string> = []
    for await (const response of session.responses) {
      seen.push(response.id)
      await response.done
      if (seen.length === 2) await session.close()
    }
    assert.deepStrictEqual(seen, [first.id, second.id])
    assert.strictEqual((await session.closed).detail.close?.by, "local")
    assert.strictEqual((await failure(session.createResponse())).code, "disconnected")
  }))

it("listeners are typed by the event's name, can be removed, and do no harm when they fail", () =>
  converse({ turns: [{ say: "Yes." }] }, async (session) => {
    await session.configure(textOnly)
    const heard: Array<string> = []
    session.on("response.done", () => {
      throw new Error("thrown on purpose")
    })
    session.on("response.done", async () => {
      throw new Error("rejected on purpose")
    })
    const off = session.on("response.done", ({ response }) => void heard.push(response.id))
    const first = await session.createResponse()
    await first.done
    off()
    const second = await session.createResponse()
    await second.done
    assert.deepStrictEqual(heard, [first.id])
  }))

it("a command that the server refuses fails with the server's code and message", () =>
  converse({ turns: [{ say: "Yes." }] }, async (session) => {
    const item = await session.addItem({ type: "message", role: "user", content: [{ type: "input_text", text: "a" }] })
    assert(item.id !== undefined)
    await session.deleteItem(item.id)
    const error = await failure(session.deleteItem(item.id))
    assert.deepStrictEqual([error.code, error.detail.error?.type], ["refused", "invalid_request_error"])
  }))

it("a command that the server would refuse is not sent, and the error says what to change", () =>
  converse({ turns: [{ say: "Yes." }] }, async (session) => {
    await session.configure({ type: "realtime", audio: { input: { turn_detection: null } } })
    await session.sendAudio(tone(50))
    const error = await failure(session.commit())
    assert.strictEqual(error.code, "invalid")
    assert.match(error.message, /at least 100 ms/)
  }))

it("cleared input cannot be committed", () =>
  converse({ turns: [{ say: "Yes." }] }, async (session) => {
    await session.configure({ type: "realtime", audio: { input: { turn_detection: null } } })
    await session.sendAudio(tone(400))
    await session.clearInput()
    assert.strictEqual((await failure(session.commit())).code, "invalid")
  }))

it("a session reports its cost in tokens, and as an amount with the user's prices", () =>
  converse({ turns: [{ say: "It is noon." }] }, async (session) => {
    await session.configure(textOnly)
    const { response } = await session.sendText("What time is it?")
    const { response: told } = await response.done
    const { input, output } = session.usage.responses
    assert.strictEqual(total(input) + total(output), told?.usage?.total_tokens)
    const { amount, unpriced } = cost(session.usage.responses, { input: { text: 4 }, output: { text: 16 } })
    assert.approximately(amount, (total(input) * 4 + total(output) * 16) / 1e6, 1e-12)
    assert.strictEqual(unpriced, 0)
  }))

it("an interruption ends the running response and every loop that reads it", () =>
  converse({ turns: [{ say: "I speak and speak.", voice: tone(5000) }], pace: 1 }, async (session) => {
    const response = await session.createResponse()
    for await (const item of response) {
      for await (const part of item) {
        for await (const _ of part.audioChunks()) await session.interrupt()
      }
    }
    assert.strictEqual((await response.done).status, "cancelled")
  }))

it("an interruption silences the speaker and reports to the server how much of the answer it played", () => {
  const played = Promise.withResolvers<void>()
  let queued = 0
  const speaker = {
    rate: 24_000,
    queue: (samples: Int16Array) => {
      queued += samples.length
      if (queued >= 24_000) played.resolve()
    },
    position: () => ({ until: Math.min(queued, 12_000), latencyMs: 0, given: queued }),
    clear: () => Promise.resolve({ until: 12_000, latencyMs: 0, resumesAt: queued })
  }
  return converse(
    { turns: [{ say: "I speak and speak.", voice: tone(5000) }], pace: 4 },
    async (session) => {
      const response = await session.createResponse()
      await played.promise
      const { truncated } = await session.interrupt()
      assert.deepStrictEqual(
        truncated.map(({ audio_end_ms }) => audio_end_ms),
        [500]
      )
      assert.strictEqual((await response.done).status, "cancelled")
    },
    { speaker }
  )
})

it("a transcription session transcribes and does not answer", () =>
  served({ turns: [{ heard: "Good morning.", say: "" }] }, async (url) => {
    await using session = await connect({ url, key: "sk-any", intent: "transcription" })
    const transcript = Promise.withResolvers<string>()
    session.on("conversation.item.input_audio_transcription.completed", (event) => transcript.resolve(event.transcript))
    await session.configure({
      type: "transcription",
      audio: { input: { transcription: { model: "gpt-4o-transcribe" }, turn_detection: null } }
    })
    await session.sendAudio(tone(400))
    await session.commit()
    assert.strictEqual(await transcript.promise, "Good morning.")
  }))

it("the client asks for a key, and a refused or missing key fails with its own code", () =>
  served({ turns: [{ say: "Yes." }] }, async (url) => {
    const model = "gpt-realtime"
    const session = await connect({ url, model, key: () => Promise.resolve("sk-any") })
    await session.close()
    assert.strictEqual((await failure(connect({ url, model, key: "wrong" }))).code, "unauthorized")
    const none = await failure(connect({ url, model, key: () => Promise.reject(new Error("no luck")) }))
    assert.strictEqual(none.code, "no_key")
    assert.instanceOf(none.cause, Error)
  }))

it("an abort signal ends the opening, and later the session", () =>
  served({ turns: [{ say: "Yes." }] }, async (url) => {
    const model = "gpt-realtime"
    const early = new AbortController()
    const opening = connect({ url, model, signal: early.signal, key: () => new Promise(() => early.abort()) })
    assert.strictEqual((await failure(opening)).code, "aborted")
    const late = new AbortController()
    const session = await connect({ url, model, key: "sk-any", signal: late.signal })
    late.abort()
    assert.strictEqual((await session.closed).detail.close?.by, "local")
  }))

it("connecting to an address without a server fails as unreachable", async () => {
  let gone = ""
  await served({ turns: [{ say: "Yes." }] }, async (url) => void (gone = url))
  assert.strictEqual((await failure(connect({ url: gone, model: "m", key: "k" }))).code, "unreachable")
})
