/** Live sessions: the machine step by step, and a conversation over a connection. */
import * as Live from "@antiphon/core/live"
import { Base64, Pcm16 } from "@antiphon/audio"
import { pair } from "@antiphon/core/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { Engine, EngineError, type LiveMachine, makeLiveSessions, serveLive, type Script } from "../src/index.ts"
import { base64, joined, silence, tone } from "./helper.ts"
import { LiveBench } from "./liveBench.ts"

const commentary = (content: string, delegation_id: string | null = null, event_id = "c_1") => ({
  type: "session.commentary.append",
  event_id,
  content,
  delegation_id
})
const play = (ms: number, event_id = "f_1") => ({
  type: "session.output_audio.fixture.play",
  event_id,
  audio: base64(tone(ms))
})
const types = (events: ReadonlyArray<Live.ServerEvent>) =>
  events.map(({ type }) => type).filter((type) => type !== "session.output_audio.delta")
const audioMs = (events: ReadonlyArray<Live.ServerEvent>): number =>
  events.reduce(
    (sum, event) => sum + (event.type === "session.output_audio.delta" ? atob(event.delta).length / 48 : 0),
    0
  )

/** The story by which a client meets each code. */
const stories: Readonly<Record<Exclude<LiveMachine.LiveRefusalCode, "session_not_found">, () => string>> = {
  invalid_event: () => LiveBench.started().refusal({ type: "response.create" }),
  missing_required_parameter: () => new LiveBench().refusal({ type: "session.start", session: {} }),
  unknown_parameter: () =>
    new LiveBench().refusal({ type: "session.start", session: { model: "gpt-live-1", voice: "marin" } }),
  invalid_value: () =>
    LiveBench.started().refusal({ type: "session.update", session: { delegation: { type: "responses" } } }),
  session_not_started: () => new LiveBench().refusal({ type: "session.input_audio.mute" }),
  session_already_started: () =>
    LiveBench.started().refusal({ type: "session.start", session: { model: "gpt-live-1" } }),
  fixture_already_playing: () => {
    const bench = LiveBench.started()
    bench.send(play(100))
    return bench.refusal(play(100))
  },
  delegation_not_found: () => LiveBench.started().refusal(commentary("Hello.", "gone")),
  too_many_appends: () => {
    const bench = LiveBench.started()
    for (let each = 0; each < 33; each++) bench.send(commentary("Hello."))
    return bench.refusal(commentary("Hello."))
  },
  server_error: () => {
    const bench = LiveBench.started()
    bench.send(commentary("Hello."))
    const error = new EngineError({ part: "respond", message: "The model is away." })
    const [event] = bench.step({ _tag: "RunEnded", run: bench.state.run, error })
    return event?.type === "error" ? (event.error.code ?? "no code") : "no error"
  }
}

describe("the Live machine", () => {
  it.each(Object.entries(stories))("a client meets %s", (code, story) => {
    assert.strictEqual(story(), code)
  })

  it("keys, decisions, and texts that are too long are refused, from any connection", () => {
    const refused = (event: object, from?: string) => LiveBench.started().refusal(event, from)
    assert.strictEqual(refused({ type: "transport.dtmf.send", event: "1" }), "invalid_event")
    assert.strictEqual(refused({ type: "transport.dtmf.send", event: "1" }, "sideband_1"), "invalid_event")
    assert.strictEqual(refused({ type: "decision.create", event_id: "d_1" }), "invalid_event")
    assert.strictEqual(refused({ type: "decision.create" }), "missing_required_parameter")
    assert.strictEqual(refused({ type: "decision.item.delete", item_id: "i" }), "invalid_event")
    assert.strictEqual(refused(commentary("x".repeat(4001))), "invalid_value")
    const start = (session: object) =>
      new LiveBench().refusal({ type: "session.start", session: { model: "gpt-live-1", ...session } })
    assert.strictEqual(start({ instructions: "x".repeat(16_384 * 8 + 1) }), "invalid_value")
    const message = { type: "message", role: "user", content: [{ type: "input_text", text: "x".repeat(8192 * 8 + 1) }] }
    assert.strictEqual(start({ input: [message] }), "invalid_value")
    assert.strictEqual(start({ delegation: { type: "decisions" } }), "invalid_value")
  })

  it("is silent before session.start, and gives up after 60 s", () => {
    const bench = new LiveBench()
    assert.deepStrictEqual(types(bench.sleep(59_900)), [])
    assert.deepStrictEqual(types(bench.sleep(100)), ["error"])
    assert.strictEqual(bench.outputs.at(-1)?._tag, "Close")
  })

  it("the output lasts as long as the session, silence included, in every format", () => {
    assert.strictEqual(audioMs(LiveBench.started().sleep(3000)), 3000)
    const slow = LiveBench.started({ audio: { format: { type: "audio/pcm", rate: 16_000 } } }).sleep(3000)
    assert.approximately(audioMs(slow), 2000, 0.001)
    const law = LiveBench.started({ audio: { format: { type: "audio/pcmu" } } }).sleep(3000)
    assert.approximately(audioMs(law) * 6, 3000, 20)
  })

  it("words are sent with their times when their audio is", () => {
    const bench = LiveBench.started()
    bench.sleep(1000)
    bench.send(commentary("Greet the caller."))
    bench.chunk("Good ", "morning.")
    bench.end()
    const words = bench.sleep(500).filter(({ type }) => type === "session.output_transcript.delta")
    assert.deepStrictEqual(
      words.map((each) => (each.type === "session.output_transcript.delta" ? [each.delta, each.start_ms] : [])),
      [
        ["Good ", 1000],
        ["morning.", 1100]
      ]
    )
  })

  it("the caller's speech interrupts the model, and the words not sent are dropped", () => {
    const bench = LiveBench.started()
    bench.send(commentary("Count."))
    bench.chunk("One, ", "two, ", "three.")
    bench.sleep(100)
    bench.step({ _tag: "Turn", event: { _tag: "SpeechStarted", at: 0 } })
    assert.deepStrictEqual(
      bench.outputs.map(({ _tag }) => _tag),
      ["StopRun"]
    )
    const after = bench.sleep(1000)
    assert.strictEqual(audioMs(after), 1000)
    assert.deepStrictEqual(types(after), [])
  })

  it("a fixture is played whole between playing and played, and the caller is silence meanwhile", () => {
    const bench = LiveBench.started()
    bench.send(play(250))
    bench.send({ type: "session.input_audio.append", audio: base64(tone(20)) })
    const fed = bench.outputs.find(({ _tag }) => _tag === "Feed")
    assert.isTrue(fed?._tag === "Feed" && fed.samples.every((sample) => sample === 0))
    const events = bench.sleep(500)
    assert.deepStrictEqual(types(events), [
      "session.output_audio.fixture.playing",
      "session.output_audio.fixture.played"
    ])
    assert.strictEqual(audioMs(events), 500)
  })

  it("usage comes every 15 s and never falls, and the session expires after 2 h", () => {
    const bench = LiveBench.started()
    const seconds = bench
      .sleep(60_000)
      .flatMap((event) => (event.type === "session.usage.updated" ? [event.usage.seconds] : []))
    assert.deepStrictEqual(seconds, [15, 30, 45, 60])
    bench.now = 2 * 60 * 60_000
    const [closed] = bench.step({ _tag: "Tick" })
    assert.isTrue(closed?.type === "session.closed" && closed.reason === "expired" && closed.usage?.seconds === 7200)
  })

  it("a call is a delegation, and a Responses model goes on after its output", () => {
    const responses = { type: "responses", responses: { model: "gpt-5" } }
    const bench = LiveBench.started({ delegation: responses })
    bench.send({ type: "response.create" })
    const { run } = bench.state
    bench.step({ _tag: "Chunk", run, chunk: { _tag: "FunctionCall", name: "book", callId: "call_1" } })
    bench.step({ _tag: "Chunk", run, chunk: { _tag: "Arguments", text: "{}" } })
    const events = bench.end()
    assert.deepStrictEqual(types(events), [
      "session.delegation.created",
      "response.event",
      "response.event",
      "response.event"
    ])
    const item = { type: "function_call_output" as const, call_id: "call_1", output: "done" }
    assert.deepStrictEqual(bench.send({ type: "response.item.create", item }), [])
    assert.deepStrictEqual(bench.state.history.at(-1)?.item, item)
    bench.send({ type: "response.create" })
    assert.strictEqual(bench.outputs.at(-1)?._tag, "Run")
  })
})

const connect = Effect.fnUntraced(function* (
  script: Script,
  path = "/v1/live/sessions",
  sessions = makeLiveSessions(),
  query: Readonly<Record<string, string>> = {}
) {
  const { client, server } = yield* pair({ incoming: Live.ServerEvent, outgoing: Live.ClientEvent })
  yield* Effect.forkScoped(
    Effect.provide(serveLive(server, { path, query }, { seed: "test", sessions }), Engine.scripted(script))
  )
  const events = yield* Queue.unbounded<Live.ServerEvent>()
  yield* client.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Known" ? Queue.offer(events, decoded.event) : Effect.die(decoded)
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  const send = (event: Live.ClientEvent) => Effect.orDie(client.send(event))
  /** Passes time until the event comes. */
  const until = Effect.fnUntraced(function* <T extends Live.ServerEvent["type"]>(type: T) {
    const is = Live.ServerEvent.is(type)
    for (let each = 0; each < 400; each++) {
      while ((yield* Queue.size(events)) > 0) {
        const event = yield* Queue.take(events)
        if (is(event)) return event
      }
      yield* TestClock.adjust("50 millis")
    }
    return yield* Effect.die(`no ${type} came`)
  })
  return { client, send, until, sessions }
})

describe("serveLive", () => {
  const script: Script = {
    turns: [{ heard: "A table for two.", say: "With pleasure.", calls: [{ name: "book", arguments: {} }] }]
  }

  it.effect("takes a turn, answers it, delegates, speaks the answer, and closes in order", () =>
    Effect.gen(function* () {
      const { send, until } = yield* connect(script)
      yield* send({ type: "session.start", event_id: "s", session: { model: "gpt-live-1" } })
      assert.strictEqual((yield* until("session.started")).client_event_id, "s")
      const turn = joined([silence(400), tone(600), silence(900)])
      yield* send({ type: "session.input_audio.append", audio: Base64.encode(Pcm16.toBytes(turn)) })
      const heard = yield* until("session.input_transcript.delta")
      assert.isTrue(heard.delta === "A" && (heard.start_ms ?? 0) >= 300 && (heard.end_ms ?? 0) < 1100)
      const { delegation } = yield* until("session.delegation.created")
      yield* send({ ...commentary("Booked.", delegation.id), type: "session.commentary.append" })
      assert.strictEqual((yield* until("session.commentary.appended")).client_event_id, "c_1")
      yield* until("session.output_transcript.delta")
      yield* send({ type: "session.close" })
      assert.strictEqual((yield* until("session.closed")).reason, "close_requested")
    })
  )

  it.effect("a sideband receives both sides, and a stored session can be forked", () =>
    Effect.gen(function* () {
      const { send, sessions, until } = yield* connect(script)
      yield* send({ type: "session.start", session: { model: "gpt-live-1", store: true, instructions: "Be brief." } })
      const { session } = yield* until("session.started")
      const side = yield* connect(script, `/v1/live/sessions/${session.id}/attach`, sessions)
      yield* side.until("session.started")
      yield* send({ type: "session.input_audio.append", audio: base64(tone(20)) })
      yield* side.until("session.input_audio.append")
      assert.isNumber((yield* side.until("session.output_audio.delta")).start_ms)
      yield* side.send({ type: "session.input_audio.append", audio: "" })
      assert.strictEqual((yield* side.until("error")).error.code, "invalid_event")
      yield* side.send({ type: "session.close" })
      yield* until("session.closed")
      const fork = yield* connect(script, `/v1/live/sessions/${session.id}/fork`, sessions)
      yield* fork.send({ type: "session.start", session: {} })
      assert.include((yield* fork.until("session.started")).session, { model: "gpt-live-1", instructions: "Be brief." })
      const gone = yield* connect(script, "/v1/live/sessions/gone/attach", sessions)
      assert.strictEqual((yield* gone.until("error")).error.code, "session_not_found")
    })
  )

  it.effect("a sideband with graceful_close ends the session as it leaves, and one without it does not", () =>
    Effect.gen(function* () {
      const { send, sessions, until } = yield* connect(script)
      yield* send({ type: "session.start", session: { model: "gpt-live-1" } })
      const { session } = yield* until("session.started")
      const path = `/v1/live/sessions/${session.id}/attach`
      const idle = yield* connect(script, path, sessions)
      yield* idle.until("session.started")
      yield* idle.client.close()
      yield* send({ type: "session.input_audio.mute" })
      yield* until("session.input_audio.muted")
      const graceful = yield* connect(script, path, sessions, { graceful_close: "true" })
      yield* graceful.until("session.started")
      yield* graceful.client.close()
      assert.strictEqual((yield* until("session.closed")).reason, "close_requested")
    })
  )
})
