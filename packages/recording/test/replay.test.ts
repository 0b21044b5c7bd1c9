import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import {
  formatName,
  type RecordedLine,
  paced,
  received,
  type Recording,
  replayTransport,
  replayUser
} from "../src/index.ts"

type Direction = "in" | "out"
const line = (t: number, direction: Direction, event: { readonly type: string }): RecordedLine => ({
  t,
  direction,
  event: { ...event }
})
const recordingOf = (lines: ReadonlyArray<RecordedLine>): Recording => ({
  header: {
    format: formatName,
    version: 1,
    started_at: "2026-01-01T00:00:00.000Z",
    side: "client",
    dialect: "ga",
    endpoint: "ws://127.0.0.1/v1/realtime?model=m"
  },
  lines,
  broken: []
})

const update = ClientEvent.make("session.update", { session: { type: "realtime" } })
const append = ClientEvent.make("input_audio_buffer.append", { audio: "AQID" })
const create = (id: string) =>
  ClientEvent.make("conversation.item.create", { item: { id, type: "message", role: "user", content: [] } })
const created = ServerEvent.make("session.created", {
  event_id: "event_1",
  session: { type: "realtime", object: "realtime.session", id: "sess_1" }
})
const updated = ServerEvent.make("session.updated", { event_id: "event_2", session: created.session })
const added = (id: string) =>
  ServerEvent.make("conversation.item.added", {
    event_id: "event_3",
    previous_item_id: null,
    item: { id, type: "message", role: "user", content: [] }
  })
const ended = (t: number, by: "local" | "remote", code: number): RecordedLine => ({
  t,
  end: { reason: "Closed", message: "closed", code, by }
})

const conversation = recordingOf([
  line(100, "in", created),
  line(150, "out", update),
  line(400, "in", updated),
  line(500, "out", append),
  line(600, "out", append),
  line(700, "out", create("item_recorded")),
  line(900, "in", added("item_recorded")),
  ended(1000, "remote", 1001)
])

const endpoint = Endpoint.conversation({ model: "m" })
const open = (recording: Recording, options = {}) => replayTransport(recording, options).connect(endpoint)
const types = Stream.map(({ _tag, ...rest }: { readonly _tag: string; readonly event?: { readonly type: string } }) =>
  _tag === "Malformed" ? _tag : rest.event?.type
)
const timed = <A, E, R>(stream: Stream.Stream<A, E, R>) =>
  Stream.mapEffect(stream, (value) => Effect.map(Clock.currentTimeMillis, (at) => ({ at, value })))

describe("a paced recording", () => {
  const arrivals = (speed: number, adjust: number) =>
    Effect.gen(function* () {
      const reading = yield* Effect.forkChild(Stream.runCollect(timed(paced(conversation, speed))))
      yield* TestClock.adjust(adjust)
      return (yield* Fiber.join(reading)).map(({ at }) => at)
    })

  it.effect("lines come at their times, and twice as fast at twice the speed", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* arrivals(1, 1000), [100, 150, 400, 500, 600, 700, 900, 1000])
      const start = yield* Clock.currentTimeMillis
      const fast = yield* arrivals(2, 500)
      assert.deepStrictEqual(
        fast.map((at) => at - start),
        [50, 75, 200, 250, 300, 350, 450, 500]
      )
    })
  )

  it.effect("lines at infinite speed come as they are pulled, and no sooner", () =>
    Effect.gen(function* () {
      const pulled: Array<RecordedLine> = []
      const two = paced(conversation, Infinity).pipe(
        Stream.tap((each) => Effect.sync(() => pulled.push(each))),
        Stream.take(2)
      )
      yield* Stream.runDrain(two)
      assert.deepStrictEqual(pulled, conversation.lines.slice(0, 2))
    })
  )
})

describe("the received events of a recording", () => {
  it("events are decoded again, and malformed frames are malformed again", () => {
    const broken: RecordedLine = {
      t: 1,
      direction: "in",
      malformed: { reason: "NotJson", message: "no", text: "{oops" }
    }
    const decoded = [...received(recordingOf([broken, ...conversation.lines]), ServerEvent)]
    assert.deepStrictEqual(
      decoded.map((each) => (each._tag === "Known" ? each.event.type : each._tag)),
      ["Malformed", "session.created", "session.updated", "conversation.item.added"]
    )
  })
})

describe("a replay to a live client", () => {
  it.effect("a frame waits for what the client had sent before it, and then for the recorded pause", () =>
    Effect.gen(function* () {
      const client = yield* open(conversation)
      const seen: Array<unknown> = []
      yield* Effect.forkScoped(
        Stream.runForEach(timed(types(client.incoming)), ({ at, value }) => Effect.sync(() => seen.push([at, value])))
      )
      yield* TestClock.adjust(5000)
      assert.deepStrictEqual(seen, [[100, "session.created"]])
      yield* client.send(update)
      yield* TestClock.adjust(250)
      assert.deepStrictEqual(seen.slice(1), [[5250, "session.updated"]])
    })
  )

  it.effect("appended audio is not counted, because a client may cut its audio as it likes", () =>
    Effect.gen(function* () {
      const client = yield* open(conversation, { speed: Infinity })
      yield* Effect.forEach([update, create("item_recorded")], client.send)
      assert.strictEqual((yield* Stream.runCollect(Stream.take(client.incoming, 3))).length, 3)
    })
  )

  it.effect("new ids of the client replace the recorded ones", () =>
    Effect.gen(function* () {
      const client = yield* open(conversation, { speed: Infinity })
      yield* Effect.forEach([update, append, create("item_live")], client.send)
      const events = yield* Stream.runCollect(Stream.take(client.incoming, 3))
      const last = events.at(-1)
      assert(last?._tag === "Known" && last.event.type === "conversation.item.added")
      assert.strictEqual(last.event.item.id, "item_live")
    })
  )

  it.effect("the connection ends as the recorded one did", () =>
    Effect.gen(function* () {
      const client = yield* open(conversation, { speed: Infinity })
      yield* Effect.forEach([update, create("item_live")], client.send)
      const { reason } = yield* client.ended
      assert.deepInclude(reason, { _tag: "Closed", code: 1001, by: "remote" })
    })
  )

  it.effect("a recording that was cut off ends as a lost connection", () =>
    Effect.gen(function* () {
      const client = yield* open(recordingOf(conversation.lines.slice(0, 1)), { speed: Infinity })
      assert.deepInclude((yield* client.ended).reason, { _tag: "Closed", code: 1006 })
    })
  )

  it.effect("a recording of a lost connection ends as a lost connection", () =>
    Effect.gen(function* () {
      const client = yield* open(recordingOf([line(100, "in", created), ended(200, "remote", 1006)]), {
        speed: Infinity
      })
      assert.deepInclude((yield* client.ended).reason, { _tag: "Closed", code: 1006 })
    })
  )

  it.effect("malformed frames come as they were recorded", () =>
    Effect.gen(function* () {
      const text = `{"type":"response.done","response":7}`
      const broken: RecordedLine = { t: 1, direction: "in", malformed: { reason: "Invalid", message: "no", text } }
      const bytes: RecordedLine = {
        t: 2,
        direction: "in",
        malformed: { reason: "Binary", message: "no", base64: "AQID" }
      }
      const client = yield* open(recordingOf([broken, bytes]), { speed: Infinity })
      const [first, second] = yield* Stream.runCollect(Stream.take(client.incoming, 2))
      assert(first?._tag === "Malformed" && second?._tag === "Malformed")
      assert.strictEqual(first.error.raw, text)
      assert.deepStrictEqual(second.error.raw, new Uint8Array([1, 2, 3]))
    })
  )

  it.effect("a client that does not continue as recorded is closed with the awaited event as the reason", () =>
    Effect.gen(function* () {
      const client = yield* open(conversation, { stepTimeout: 2000 })
      yield* TestClock.adjust(2100)
      const { reason } = yield* client.ended
      assert(reason._tag === "Closed")
      assert.strictEqual(reason.code, 1008)
      assert.include(reason.reason, "session.update (number 1 of its type)")
    })
  )
})

describe("a replay to a live server", () => {
  const outgoing = ClientEvent

  it.effect("the user continues once the server has answered, with the ids that the server made", () =>
    Effect.gen(function* () {
      const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
      const remove = ClientEvent.make("conversation.item.delete", { item_id: "item_recorded" })
      const committed = (item_id: string) =>
        ServerEvent.make("input_audio_buffer.committed", { event_id: "event_1", previous_item_id: null, item_id })
      const recording = recordingOf([
        line(10, "out", append),
        line(20, "in", committed("item_recorded")),
        line(30, "out", remove)
      ])
      const heard: Array<unknown> = []
      const listening = yield* Effect.forkScoped(
        Stream.runForEach(server.incoming, (decoded) =>
          Effect.gen(function* () {
            if (decoded._tag !== "Known") return
            heard.push(decoded.event)
            if (decoded.event.type === "input_audio_buffer.append") yield* server.send(committed("item_live"))
          })
        )
      )
      const given = yield* Stream.runCollect(replayUser(recording, client, { outgoing, speed: Infinity }))
      assert.strictEqual(given.length, 1)
      yield* Fiber.await(listening)
      assert.deepStrictEqual(heard, [{ ...append }, { ...remove, item_id: "item_live" }])
      assert.deepInclude((yield* server.ended).reason, { _tag: "Closed", code: 1000, by: "remote" })
    })
  )

  it.effect("a server that does not answer as recorded fails the replay with the awaited event", () =>
    Effect.gen(function* () {
      const { client } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
      const replay = replayUser(conversation, client, { outgoing, stepTimeout: 500 })
      const running = yield* Effect.forkChild(Effect.exit(Stream.runDrain(replay)))
      yield* TestClock.adjust(600)
      const exit = yield* Fiber.join(running)
      const error = Result.getOrThrow(Exit.findError(exit))
      assert.deepInclude(error, { _tag: "ReplayError", awaited: "session.created", nth: 1 })
    })
  )

  it.effect("server events beyond the recording are ignored by the replay and emitted to the caller", () =>
    Effect.gen(function* () {
      const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
      yield* Effect.forEach([updated, updated, created, updated], server.send)
      const recording = recordingOf([line(1, "in", created), line(2, "out", update)])
      const given = yield* Stream.runCollect(replayUser(recording, client, { outgoing, speed: Infinity }))
      assert.isAtLeast(given.length, 3)
    })
  )
})

it.effect("a recording of a client without ids and metadata answers a client that sends both", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const text = (words: string) => ({
        type: "message",
        role: "user",
        content: [{ type: "input_text", text: words }]
      })
      const item = (id: string, words: string) => ({ ...text(words), id })
      const lines = [
        line(0, "in", created),
        line(1, "out", Object.assign({ type: "conversation.item.create" }, { item: text("a") })),
        line(2, "out", Object.assign({ type: "conversation.item.create" }, { item: text("b") })),
        line(3, "in", Object.assign({ type: "conversation.item.added" }, { event_id: "1", item: item("rec_a", "a") })),
        line(4, "in", Object.assign({ type: "conversation.item.added" }, { event_id: "2", item: item("rec_b", "b") })),
        line(5, "out", { type: "response.create" }),
        line(6, "in", Object.assign({ type: "response.created" }, { event_id: "3", response: { id: "r" } })),
        line(7, "in", Object.assign({ type: "response.done" }, { event_id: "4", response: { id: "r" } })),
        ended(8, "remote", 1000)
      ]
      const client = yield* open(recordingOf(lines), { speed: Infinity })
      const metadata = { mine: "1" }
      for (const frame of [
        { type: "conversation.item.create", item: item("live_a", "a") },
        { type: "conversation.item.create", item: item("live_b", "b") },
        { type: "response.create", response: { metadata } }
      ]) {
        yield* client.send(JSON.parse(JSON.stringify(frame)))
      }
      const said: Array<unknown> = []
      yield* Effect.ignore(
        Stream.runForEach(client.incoming, (decoded) =>
          Effect.sync(() => {
            const event = Object(decoded._tag === "Malformed" ? {} : decoded.event)
            said.push(event.item?.id ?? event.response?.metadata)
          })
        )
      )
      assert.deepStrictEqual(said, [undefined, "live_a", "live_b", metadata, metadata])
    })
  )
)
