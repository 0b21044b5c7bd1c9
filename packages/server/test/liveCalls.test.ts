/** Live sessions that start with a call, and what is served of them over HTTP. */
import type * as Live from "@antiphon/core/live"
import { Wav } from "@antiphon/audio"
import { TransportError } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Engine, Keys, makeGate, makeHandler, makeLiveHandler, makeLiveSessions } from "../src/index.ts"
import { makeRecordings } from "../src/live/recordings.ts"
import { base64, tone } from "./helper.ts"
import { LiveBench } from "./liveBench.ts"

const called = (session: Live.SessionStartConfig = {}): LiveBench => {
  const bench = new LiveBench({ isCall: true })
  bench.step({ _tag: "Begin", session: { model: "gpt-live-1", ...session } })
  return bench
}

it("a call starts its session by itself, and its stream travels in the track", () => {
  const bench = called()
  assert.strictEqual(bench.outputs[0]?._tag === "Send" && bench.outputs[0].event.type, "session.started")
  bench.now = 300
  bench.step({ _tag: "Tick" })
  assert.strictEqual(bench.outputs.filter(({ _tag }) => _tag === "Play").length, 3)
  bench.step({ _tag: "Sound", samples: tone(20) })
  assert.strictEqual(bench.outputs.find(({ _tag }) => _tag === "Feed")?._tag, "Feed")
})

it("a data channel starts no session, sends no audio, plays no fixture and sends only what its server allows", () => {
  const bench = called({ client: { data_channel: { allowed_client_events: ["session.input_audio.append"] } } })
  assert.strictEqual(
    bench.refusal({ type: "session.start", session: { model: "gpt-live-1" } }),
    "session_already_started"
  )
  assert.strictEqual(bench.refusal({ type: "session.input_audio.append", audio: "" }), "invalid_event")
  assert.strictEqual(called().refusal({ type: "session.output_audio.fixture.play", audio: "" }), "invalid_event")
  assert.strictEqual(bench.refusal({ type: "session.input_audio.mute" }), "invalid_event")
  assert.notStrictEqual(bench.refusal({ type: "session.input_audio.mute" }, "sideband_1"), "invalid_event")
})

const asking = Effect.gen(function* () {
  const sessions = makeLiveSessions()
  const live = yield* makeLiveHandler({
    gate: yield* makeGate(),
    sessions,
    answer: () => Effect.fail(TransportError.protocol({ detail: "no offer" })),
    hold: () => Effect.void
  })
  const handler = yield* makeHandler({ live })
  const ask = (path: string, body?: unknown, key = "sk-test") =>
    Effect.flatMap(
      handler(
        new Request(`http://localhost/v1/live/sessions${path}`, {
          method: body === undefined ? "GET" : "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          ...(body !== undefined && { body: JSON.stringify(body) })
        })
      ),
      (response) =>
        Effect.promise(async () => {
          const text = await response.text()
          const { error }: { readonly error?: { readonly code: string; readonly param: string | null } } =
            text === "" ? {} : JSON.parse(text)
          return [response.status, error?.code, error?.param ?? undefined]
        })
    )
  return { ask, sessions }
}).pipe(Effect.provide([Engine.echo, Keys.layer({ apiKeys: [Redacted.make("sk-test")] })]))

it.effect("an offer is refused with the field at fault, and a key is needed", () =>
  Effect.gen(function* () {
    const { ask } = yield* asking
    const transport = { type: "webrtc", sdp: "v=0" }
    const session = { model: "gpt-live-1" }
    assert.deepStrictEqual(yield* ask("", { session, transport }, "sk-wrong"), [401, "invalid_api_key", undefined])
    assert.deepStrictEqual(yield* ask("", { session: {}, transport }), [
      400,
      "missing_required_parameter",
      "session.model"
    ])
    assert.deepStrictEqual(yield* ask("", { session: { ...session, voice: "marin" }, transport }), [
      400,
      "unknown_parameter",
      "session.voice"
    ])
    const audio = { format: { type: "audio/pcmu" } }
    assert.deepStrictEqual(yield* ask("", { session: { ...session, audio }, transport }), [
      400,
      "unknown_parameter",
      "session.audio.format"
    ])
    assert.deepStrictEqual(yield* ask("", { session, transport: { type: "sip" } }), [
      400,
      "invalid_value",
      "transport.type"
    ])
    assert.deepStrictEqual(yield* ask("", { session, transport }), [400, "invalid_offer", "sdp"])
  })
)

it.effect(
  "a fork and a recording need a stored session, no call over SIP waits, and the path of sockets asks for an upgrade",
  () =>
    Effect.gen(function* () {
      const { ask, sessions } = yield* asking
      const transport = { type: "webrtc", sdp: "v=0" }
      assert.deepStrictEqual(yield* ask("/gone/fork", { transport }), [404, "session_not_found", undefined])
      sessions.store("kept", { session: { id: "kept", model: "gpt-live-1" }, history: [] })
      assert.deepStrictEqual(yield* ask("/kept/fork", { session: { model: "gpt-live-1" }, transport }), [
        400,
        "invalid_value",
        "session.model"
      ])
      assert.deepStrictEqual(yield* ask("/kept/fork", { transport }), [400, "invalid_offer", "sdp"])
      assert.deepStrictEqual(yield* ask("/gone/hangup", {}), [404, "not_found", undefined])
      const target_uri = "tel:+14155550123"
      const gone = [404, "session_not_found", undefined]
      assert.deepStrictEqual(yield* ask("/gone/refer", { target_uri }), gone)
      assert.deepStrictEqual(yield* ask("/gone/reject", { status_code: 486 }), gone)
      assert.deepStrictEqual(yield* ask("/gone/accept", { session: { type: "live", model: "gpt-live-1" } }), gone)
      assert.deepStrictEqual(yield* ask("/gone/content"), gone)
      const wrong: ReadonlyArray<readonly [string, object, string, string]> = [
        ["refer", {}, "missing_required_parameter", "target_uri"],
        ["refer", { target_uri: "mailto:a@example.com" }, "invalid_value", "target_uri"],
        ["reject", { status_code: 200 }, "invalid_value", "status_code"],
        ["reject", { status_code: 486, reason: "busy" }, "unknown_parameter", "reason"],
        ["accept", { session: { model: "gpt-live-1" } }, "invalid_value", "session.type"],
        ["accept", { session: { type: "live" } }, "missing_required_parameter", "session.model"]
      ]
      for (const [action, body, code, param] of wrong)
        assert.deepStrictEqual(yield* ask(`/gone/${action}`, body), [400, code, param])
      assert.strictEqual((yield* ask(""))[0], 426)
    })
)

it("a recording has the caller on the left and the model on the right, and the oldest makes room", () => {
  const recordings = makeRecordings(3 * 4800)
  const audio = base64(tone(100))
  recordings.take("first", { type: "session.output_audio.delta", delta: audio })
  recordings.take("first", { type: "session.usage.updated", usage: { seconds: 1 } })
  recordings.take("second", { type: "session.output_audio.delta", delta: base64(new Int16Array(2400)) })
  recordings.take("second", { type: "session.input_audio.append", audio })
  const [left, right] = channelsOf(recordings.wavOf("second"))
  assert.deepStrictEqual([left, right], [[...tone(100)], [...new Int16Array(2400)]])
  recordings.take("second", { type: "session.input_audio.append", audio })
  assert.isUndefined(recordings.wavOf("first"))
  recordings.take("second", { type: "session.input_audio.append", audio })
  assert.strictEqual(channelsOf(recordings.wavOf("second"))[0]?.length, 4800)
})

it("a session that ends before any audio has a recording without samples, and the oldest of these is forgotten", () => {
  const recordings = makeRecordings()
  for (let index = 0; index <= 100; index += 1) recordings.begin(`session ${index}`)
  assert.isUndefined(recordings.wavOf("session 0"))
  assert.deepStrictEqual(channelsOf(recordings.wavOf("session 1")), [[], []])
  recordings.take("session 1", { type: "session.output_audio.delta", delta: base64(tone(100)) })
  recordings.begin("session 1")
  assert.strictEqual(channelsOf(recordings.wavOf("session 1"))[1]?.length, 2400)
})

it("a caller who begins to send late has a place in the recording", () => {
  const recordings = makeRecordings()
  recordings.take("late", { type: "session.output_audio.delta", delta: base64(new Int16Array(48_000)) })
  recordings.take("late", { type: "session.input_audio.append", audio: base64(tone(100)) })
  const [left] = channelsOf(recordings.wavOf("late"))
  assert.deepStrictEqual(left?.slice(48_000), [...tone(100)])
})

it("the silence before a late caller counts against the limit of all recordings", () => {
  const recordings = makeRecordings(110_000)
  recordings.take("late", { type: "session.output_audio.delta", delta: base64(new Int16Array(48_000)) })
  recordings.take("late", { type: "session.input_audio.append", audio: base64(tone(100)) })
  assert.deepStrictEqual(
    channelsOf(recordings.wavOf("late")).map(({ length }) => length),
    [48_000, 48_000]
  )
})

const channelsOf = (wav: Uint8Array | undefined): ReadonlyArray<ReadonlyArray<number>> => {
  const file = Wav.read(wav ?? new Uint8Array(0))
  return file._tag === "Success" ? file.success.channels.map((channel) => [...channel]) : []
}
