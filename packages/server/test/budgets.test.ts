/** The bounds of a session, of a process and of a refusal. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Chunk from "effect/Chunk"
import { ByteBudget, Engine, makeByteBudget } from "../src/index.ts"
import { holdingsOf } from "../src/machine/holdings.ts"
import { Bench } from "./bench.ts"
import { base64, connect, only, tone } from "./helper.ts"

const item = (id: string, characters: number) => ({
  type: "conversation.item.create",
  item: { id, type: "message", role: "user", content: [{ type: "input_text", text: "x".repeat(characters) }] }
})

const update = (instructions: string) => ({ type: "session.update", session: { type: "realtime", instructions } })

describe("the characters of a session", () => {
  it("are bounded over its items and its settings, and a refused event leaves no trace", () => {
    const bench = new Bench({ limits: { characters: 10_000 } })
    bench.send(item("one", 4000))
    bench.send(update("x".repeat(2000)))
    const before = bench.state
    for (const [event, param] of [
      [item("two", 4000), "item"],
      [update("x".repeat(6000)), "session"]
    ] as const) {
      const refusal = bench.refusal(event)
      assert.deepInclude(refusal, { code: "invalid_value", param, type: "invalid_request_error" })
      assert.match(refusal.message ?? "", /at most 10000 characters. Delete items/)
      assert.deepStrictEqual({ ...bench.state, serial: 0 }, { ...before, serial: 0 })
    }
    bench.send({ type: "conversation.item.delete", item_id: "one" })
    bench.send(item("two", 4000))
  })

  it("are about 16 million by default", () => {
    const bench = new Bench()
    for (let n = 0; n < 4; n++) bench.send(item(`item_${n}`, 4_000_000))
    assert.strictEqual(bench.refusal(item("item_4", 4_000_000)).code, "invalid_value")
  })
})

describe("the bytes of a process", () => {
  it.effect("are shared by its sessions, and given back when one ends", () =>
    Effect.gen(function* () {
      const budget = makeByteBudget(100_000)
      const begin = Effect.provideService(connect(Engine.echo), ByteBudget, budget)
      const first = yield* begin
      const second = yield* begin
      yield* first.expect("session.created")
      yield* second.expect("session.created")
      const empty = budget.room()
      yield* first.send("input_audio_buffer.append", { audio: base64(tone(1500)) })
      const item = {
        type: "message",
        role: "user",
        content: [{ type: "input_text", text: "x".repeat(20_000) }]
      } as const
      yield* second.send("conversation.item.create", { item })
      const { error } = yield* second.expect("error")
      assert.deepInclude(error, { type: "server_error", code: "server_overloaded", param: "item" })
      yield* second.send("conversation.item.create", { item: { ...item, content: [] } })
      yield* second.expect("conversation.item.added")
      assert.isBelow(budget.room(), empty - 70_000)
      yield* first.connection.close(1000, "bye")
      yield* first.ended
      yield* second.expect("conversation.item.done")
      yield* second.send("conversation.item.create", { item })
      yield* second.expect("conversation.item.added")
    })
  )
})

describe("what a session holds", () => {
  const held = (bench: Bench): number => holdingsOf(bench.state).bytes

  it("has the audio of a response from its first sample on", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    const before = held(bench)
    for (let n = 0; n < 10; n++) bench.chunk({ _tag: "Audio", samples: tone(100) })
    assert.isAtLeast(held(bench), before + 48_000)
    bench.end()
    assert.isAtLeast(held(bench), before + 48_000)
  })

  it("has the audio of earlier parts of the open message", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    const before = held(bench)
    bench.chunk({ _tag: "Audio", samples: tone(1000) })
    bench.chunk({ _tag: "Written", text: "and" })
    bench.chunk({ _tag: "Audio", samples: tone(1000) })
    assert.isAtLeast(held(bench), before + 96_000)
  })

  it("has the input of an out-of-band response while that runs, without the items of the conversation", () => {
    const bench = new Bench()
    bench.send(item("mine", 50_000))
    const before = held(bench)
    const input = [item("any", 20_000).item, { type: "item_reference", id: "mine" }]
    bench.send({ type: "response.create", response: { conversation: "none", input } })
    assert.isAtLeast(held(bench), before + 40_000)
    assert.isBelow(held(bench), before + 60_000)
    bench.end()
    assert.strictEqual(held(bench), before)
  })

  it("has the transcripts that are being made", () => {
    const bench = new Bench()
    transcribing(bench)
    const before = held(bench)
    const itemId = bench.state.items[0]?.id ?? ""
    bench.step({ _tag: "Transcript", itemId, chunk: { text: "x".repeat(10_000) } })
    assert.isAtLeast(held(bench), before + 20_000)
  })

  it("keeps items and parts of a response in chunks, which are not copied for each new one", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    for (let n = 0; n < 50; n++) {
      bench.chunk({ _tag: "Audio", samples: tone(1) })
      bench.chunk({ _tag: "Written", text: "and" })
    }
    const running = bench.state.responses.get(bench.responseId)
    const grown = [running?.output, running?.open?.content, running?.open?.audio]
    assert.deepStrictEqual(grown.map(Chunk.isChunk), [true, true, true])
    bench.end()
    const [stored] = bench.state.items
    assert.strictEqual(stored?.item !== undefined && "content" in stored.item && stored.item.content.length, 100)
    assert.strictEqual(stored?.audio.size, 50)
  })
})

describe("a process without room", () => {
  it("ends a response that would go on writing", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    const responseId = bench.responseId
    const events = bench.step({ _tag: "Chunk", responseId, chunk: { _tag: "Text", text: "Oh" }, roomBytes: 0 })
    const { response } = only(events, "response.done")
    assert.strictEqual(response.status_details?.error?.code, "server_overloaded")
    assert.deepInclude(bench.commands.at(-1), { _tag: "StopResponding", responseId })
  })

  it("ends a transcript that would go on", () => {
    const bench = new Bench()
    transcribing(bench)
    const itemId = bench.state.items[0]?.id ?? ""
    const events = bench.step({ _tag: "Transcript", itemId, chunk: { text: "Oh" }, roomBytes: 0 })
    const { error } = only(events, "conversation.item.input_audio_transcription.failed")
    assert.strictEqual(error?.code, "server_overloaded")
    assert.deepInclude(bench.commands.at(-1), { _tag: "StopTranscribing", itemId })
  })

  it("forgets the oldest audio of a track", () => {
    const bench = new Bench({ ownsPlayback: true })
    for (let n = 0; n < 10; n++) bench.step({ _tag: "TrackAudio", samples: tone(100) })
    bench.step({ _tag: "TrackAudio", samples: tone(100), roomBytes: 0 })
    assert.isBelow(bench.state.input.audio.length, 600 * 24)
    assert.strictEqual(bench.state.input.offset + bench.state.input.audio.length, 1100 * 24)
  })
})

/** Commits a turn that is to be transcribed. */
const transcribing = (bench: Bench): void => {
  const input = { turn_detection: null, transcription: { model: "whisper-1" } }
  bench.send({ type: "session.update", session: { type: "realtime", audio: { input } } })
  bench.append(tone(200))
  bench.send({ type: "input_audio_buffer.commit" })
}

describe("a refusal", () => {
  it("quotes at most 2000 characters of what it refuses", () => {
    const bench = new Bench()
    const long = "😀".repeat(50_000)
    for (const event of [
      { type: long },
      { type: "response.cancel", response_id: long },
      { type: "conversation.item.delete", item_id: long },
      { type: "response.create", [long]: 1 },
      { type: "session.update", session: { type: "realtime", [long]: 1 } }
    ]) {
      const { message, param } = bench.refusal(event)
      assert.isAtMost(message?.length ?? 0, 2000)
      assert.isAtMost(param?.length ?? 0, 256)
      assert.isTrue((message ?? "").isWellFormed() && (param ?? "").isWellFormed())
    }
  })
})

describe("looking up", () => {
  it("10,000 items of an input walks through the conversation once", () => {
    const bench = new Bench()
    for (let n = 0; n < 100; n++) bench.send(item(`item_${n}`, 1))
    let walked = 0
    const items = new Proxy(bench.state.items, {
      get: (target, key, receiver) => {
        if (typeof key === "string" && /^\d+$/.test(key)) walked++
        return Reflect.get(target, key, receiver)
      }
    })
    bench.state = { ...bench.state, items }
    const input = Array.from({ length: 10_000 }, (_, n) =>
      n % 2 === 0 ? { type: "item_reference", id: `item_${n % 100}` } : item("any", 1).item
    )
    bench.send({ type: "response.create", response: { conversation: "none", input } })
    assert.strictEqual(bench.request?.context.length, 10_000)
    assert.isBelow(walked, 20 * 100)
  })

  it("a playing answer is one segment for each part, however many pieces its audio comes in", () => {
    const bench = new Bench({ ownsPlayback: true })
    bench.send({ type: "response.create" })
    for (let n = 0; n < 1000; n++) bench.chunk({ _tag: "Audio", samples: tone(1) })
    assert.deepStrictEqual(
      bench.state.playing.map(({ segments }) => [...segments].map(({ ms }) => ms)),
      [[1000]]
    )
  })
})
