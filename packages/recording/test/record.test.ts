import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { parse, record, type RecordedLine, type Recording, RecordingError, type Sink } from "../src/index.ts"

const memorySink = () => {
  let text = ""
  const sink: Sink = { write: (lines) => Effect.sync(() => void (text += lines)) }
  return { sink, text: () => text, read: (): Recording => Result.getOrThrow(parse(text)) }
}

const open = pair({ incoming: ServerEvent, outgoing: ClientEvent })
const options = { endpoint: "ws://127.0.0.1:1/v1/realtime?model=m" }
const clear = ClientEvent.make("input_audio_buffer.clear", {})
const cleared = ServerEvent.make("input_audio_buffer.cleared", { event_id: "event_1" })
const events = (recording: Recording): ReadonlyArray<unknown> =>
  recording.lines.flatMap((line) => ("event" in line ? [[line.direction, line.event]] : []))

it.effect("the header names format, version, start, side, dialect and address, without the key", () =>
  Effect.gen(function* () {
    const { client } = yield* open
    const to = memorySink()
    yield* TestClock.adjust("90 seconds")
    yield* record(client, to.sink, { endpoint: "wss://user:pass@host/v1/realtime?model=m&api-key=sk-12345678" })
    assert.deepStrictEqual(to.read().header, {
      format: "antiphon-recording",
      version: 1,
      started_at: "1970-01-01T00:01:30.000Z",
      side: "client",
      dialect: "ga",
      endpoint: "wss://host/v1/realtime?model=m&api-key=<redacted>"
    })
  })
)

it.effect("events of both directions stand in the order in which they passed, with ms since the start", () =>
  Effect.gen(function* () {
    const { client, server } = yield* open
    const to = memorySink()
    const recorded = yield* record(client, to.sink, options)
    yield* TestClock.adjust(1500)
    yield* recorded.send(clear)
    yield* TestClock.adjust(250)
    yield* server.send(cleared)
    yield* Stream.runHead(recorded.incoming)
    assert.deepStrictEqual(to.read().lines, [
      { t: 1500, direction: "out", event: { ...clear } },
      { t: 1750, direction: "in", event: { ...cleared } }
    ])
  })
)

it.effect("an unknown event is kept whole", () =>
  Effect.gen(function* () {
    const { client, server } = yield* open
    const to = memorySink()
    const recorded = yield* record(client, to.sink, options)
    const decoded = ServerEvent.decodeValue({ type: "brand.new", deep: { er: [1, null] } })
    assert(decoded._tag === "Unknown")
    yield* server.send(decoded.event)
    yield* Stream.runHead(recorded.incoming)
    assert.deepStrictEqual(events(to.read()), [["in", { type: "brand.new", deep: { er: [1, null] } }]])
  })
)

it.effect("a malformed frame is kept as it came, text as text and bytes as base64", () =>
  Effect.gen(function* () {
    const { client, wire } = yield* open
    const to = memorySink()
    const recorded = yield* record(client, to.sink, options)
    wire.toClient.write("{oops")
    wire.toClient.write(Uint8Array.of(255, 0))
    yield* recorded.incoming.pipe(Stream.take(2), Stream.runDrain)
    assert.deepStrictEqual(to.read().lines, [
      { t: 0, direction: "in", malformed: { reason: "NotJson", message: "frame is not JSON", text: "{oops" } },
      {
        t: 0,
        direction: "in",
        malformed: { reason: "Binary", message: "binary frame: events travel as text", base64: "/wA=" }
      }
    ] satisfies ReadonlyArray<RecordedLine>)
  })
)

it.effect("events before a lost connection are written, and then how it ended", () =>
  Effect.gen(function* () {
    const { client, server, wire } = yield* open
    const to = memorySink()
    const recorded = yield* record(client, to.sink, options)
    yield* server.send(cleared)
    yield* wire.drop
    const end = yield* Effect.flip(Stream.runDrain(recorded.incoming))
    assert.deepStrictEqual(
      to.read().lines.map((line) => ("event" in line ? line.event["type"] : "end" in line ? line.end : line)),
      ["input_audio_buffer.cleared", { reason: "Closed", message: end.message, code: 1006, by: "remote" }]
    )
  })
)

it.effect("secrets are redacted in the recording and whole on the wire", () =>
  Effect.gen(function* () {
    const { client, server, wire } = yield* open
    const to = memorySink()
    const recorded = yield* record(client, to.sink, options)
    const tool = {
      type: "mcp",
      server_label: "s",
      authorization: "oauth-secret",
      headers: { "x-key": "header-secret" }
    } as const
    yield* recorded.send(ClientEvent.make("session.update", { session: { type: "realtime", tools: [tool] } }))
    const [sent] = yield* server.incoming.pipe(Stream.take(1), Stream.runCollect)
    assert.include(JSON.stringify(sent), "oauth-secret")
    wire.toClient.write(`{"type":7,"session":{"client_secret":{"value":"plain-secret"}},"note":"key ek_123456789"}`)
    yield* Stream.runHead(recorded.incoming)
    for (const secret of ["oauth-secret", "header-secret", "plain-secret", "ek_123456789"]) {
      assert.notInclude(to.text(), secret)
    }
    assert.strictEqual(to.text().split("<redacted>").length - 1, 4)
  })
)

it.effect(
  "a sink that refuses the header fails the start, and one that refuses later is reported and harms nothing",
  () =>
    Effect.gen(function* () {
      const { client, server } = yield* open
      const full = new RecordingError({ reason: "Sink", message: "disk full" })
      assert.strictEqual(yield* Effect.flip(record(client, { write: () => Effect.fail(full) }, options)), full)

      let lines = 0
      const recorded = yield* record(
        client,
        { write: () => (++lines === 2 ? Effect.fail(full) : Effect.void) },
        options
      )
      assert(Option.isNone(yield* recorded.recordingFailed))
      yield* recorded.send(clear)
      yield* recorded.send(clear)
      const received = yield* server.incoming.pipe(Stream.take(2), Stream.runCollect)
      assert.strictEqual(received.length, 2)
      assert.deepStrictEqual(yield* recorded.recordingFailed, Option.some(full))
      assert.strictEqual(lines, 2)
    })
)

it.effect("a send interrupted while it waits for room is neither on the wire nor in the recording", () =>
  Effect.gen(function* () {
    const { client, server, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent, highWaterBytes: 10 })
    const to = memorySink()
    const recorded = yield* record(client, to.sink, options)
    yield* wire.toServer.stall
    const sender = yield* Effect.forkChild(Effect.forever(recorded.send(clear)), { startImmediately: true })
    yield* Fiber.interrupt(sender)
    yield* wire.toServer.resume
    yield* recorded.close()
    const delivered: Array<unknown> = []
    yield* Effect.flip(Stream.runForEach(server.incoming, (decoded) => Effect.sync(() => void delivered.push(decoded))))
    assert.strictEqual(delivered.length, 1)
    assert.strictEqual(events(to.read()).length, 1)
  })
)

it.effect("a refusal of the sink runs `onFailed` at once, and once", () =>
  Effect.gen(function* () {
    const { client } = yield* open
    const full = new RecordingError({ reason: "Sink", message: "disk full" })
    const failures: Array<RecordingError> = []
    let lines = 0
    const recorded = yield* record(
      client,
      { write: () => (++lines > 1 ? Effect.fail(full) : Effect.void) },
      { ...options, onFailed: (error) => Effect.sync(() => void failures.push(error)) }
    )
    assert.deepStrictEqual(failures, [])
    yield* recorded.send(clear)
    assert.deepStrictEqual(failures, [full])
    yield* recorded.send(clear)
    assert.deepStrictEqual(failures, [full])
  })
)
