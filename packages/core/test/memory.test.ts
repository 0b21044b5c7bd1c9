import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { ClientEvent, type Connection, Endpoint, ServerEvent, Transport, type TransportError } from "@antiphon/core"
import { listen, pair, transport } from "@antiphon/core/testing"

const vocabulary = { incoming: ServerEvent, outgoing: ClientEvent }
const serverVocabulary = { incoming: ClientEvent, outgoing: ServerEvent }
const cleared = (n: number) => ServerEvent.make("input_audio_buffer.cleared", { event_id: `event_${n}` })
const clear = ClientEvent.make("input_audio_buffer.clear", {})

/** Everything a connection delivered, and the error that ended it. */
const drain = <In, Out>(connection: Connection<In, Out>) => {
  const events: Array<unknown> = []
  return connection.incoming.pipe(
    Stream.runForEach((decoded) =>
      Effect.sync(() => {
        events.push("event" in decoded ? decoded.event : decoded.error)
      })
    ),
    Effect.flip,
    Effect.map((error: TransportError) => ({ events, error }))
  )
}

/** The program that everything above a transport is a longer form of. */
const talk = Effect.gen(function* () {
  const connection = yield* (yield* Transport).connect(Endpoint.conversation({ model: "gpt-realtime" }))
  yield* connection.send(clear)
  const first = yield* Stream.runHead(connection.incoming)
  yield* Option.match(connection.media, {
    onNone: () => Effect.void,
    onSome: (media) => media.send(new Int16Array(480).fill(7))
  })
  yield* connection.close(1000, "done")
  return first
})

describe("the in-memory transport", () => {
  for (const audio of ["events", "tracks"] as const) {
    it.effect(`runs the same program with audio in ${audio}`, () => {
      const answering = transport({ ...serverVocabulary, audio }, (connection, handshake) =>
        Stream.runForEach(connection.incoming, () =>
          connection.send(ServerEvent.make("input_audio_buffer.cleared", { event_id: handshake.query["model"] ?? "" }))
        )
      )
      return Effect.gen(function* () {
        const first = yield* talk.pipe(Effect.scoped, Effect.provide(answering))
        assert.deepStrictEqual(Option.getOrThrow(first), {
          _tag: "Known",
          event: { type: "input_audio_buffer.cleared", event_id: "gpt-realtime" }
        })
      })
    })
  }

  it.effect("delivers what was sent before a close, then fails both ends with its code and reason", () =>
    Effect.gen(function* () {
      const { client, server } = yield* pair(vocabulary)
      yield* server.send(cleared(1))
      yield* server.send(cleared(2))
      yield* server.close(4000, "over")
      const received = yield* drain(client)
      assert.deepStrictEqual(received.events, [cleared(1), cleared(2)])
      assert.deepInclude(received.error.reason, { _tag: "Closed", code: 4000, reason: "over", by: "remote" })
      assert.deepInclude((yield* server.ended).reason, { _tag: "Closed", code: 4000, reason: "over", by: "local" })
    })
  )

  it.effect("closes with 1000 when its scope closes", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { client } = yield* pair(vocabulary).pipe(Scope.provide(scope))
      yield* Scope.close(scope, Exit.void)
      assert.deepInclude((yield* client.ended).reason, { _tag: "Closed", code: 1000 })
    })
  )

  it.effect("delivers after its delay by the clock, several frames under way at once", () =>
    Effect.gen(function* () {
      const { client, server } = yield* pair({ ...vocabulary, delay: "1 second" })
      yield* server.send(cleared(1))
      yield* TestClock.adjust("500 millis")
      yield* server.send(cleared(2))
      yield* server.close()
      const reading = yield* Effect.forkChild(drain(client))
      yield* TestClock.adjust("999 millis")
      assert.isUndefined(reading.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual((yield* Fiber.join(reading)).events, [cleared(1), cleared(2)])
    })
  )

  it.effect("waits at the high-water mark of a stalled wire, and goes on in order when it resumes", () =>
    Effect.gen(function* () {
      const { client, server, wire } = yield* pair({ ...vocabulary, highWaterBytes: 1 })
      yield* wire.toClient.stall
      yield* server.send(cleared(1))
      const waiting = yield* Effect.forkChild(server.send(cleared(2)))
      const interrupted = yield* Effect.forkChild(server.send(cleared(3)))
      yield* Effect.yieldNow
      assert.isUndefined(waiting.pollUnsafe())
      yield* Fiber.interrupt(interrupted)
      yield* wire.toClient.resume
      yield* Fiber.join(waiting)
      yield* server.close()
      assert.deepStrictEqual((yield* drain(client)).events, [cleared(1), cleared(2)])
    })
  )

  it.effect("ends with Dead if nothing leaves for the drain deadline", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* pair({ ...vocabulary, highWaterBytes: 1, drainTimeout: "5 seconds" })
      yield* wire.toClient.stall
      yield* server.send(cleared(1))
      const waiting = yield* Effect.forkChild(Effect.flip(server.send(cleared(2))))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual((yield* Fiber.join(waiting)).reason._tag, "Dead")
      assert.strictEqual((yield* server.ended).reason._tag, "Dead")
    })
  )

  it.effect("paces media in real time, and clear drops what is queued", () =>
    Effect.gen(function* () {
      const { client, server } = yield* pair({ ...vocabulary, audio: "tracks" })
      const output = Option.getOrThrow(server.media)
      const input = Option.getOrThrow(client.media)
      let heard = 0
      yield* Effect.forkChild(
        Stream.runForEach(input.incoming, (samples) =>
          Effect.sync(() => {
            heard += samples.length
          })
        )
      )
      yield* output.send(new Int16Array(24_000))
      const waiting = yield* Effect.forkChild(output.send(new Int16Array(24_000)))
      yield* TestClock.adjust("100 millis")
      assert.strictEqual(heard, 6 * 480)
      yield* Fiber.join(waiting)
      yield* output.clear
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(heard, 6 * 480)
    })
  )
})

describe("the in-memory listener", () => {
  it.effect("closes a connection when its handler returns, and a failing handler ends its connection alone", () =>
    Effect.gen(function* () {
      const { listener, transport: memory } = yield* listen(serverVocabulary)
      yield* Effect.forkChild(
        listener.run((connection, { query }) =>
          query["model"] === "bad" ? Effect.die("bad") : Stream.runHead(connection.incoming)
        )
      )
      const good = yield* memory.connect(Endpoint.conversation({ model: "good" }))
      const bad = yield* memory.connect(Endpoint.conversation({ model: "bad" }))
      assert.deepInclude((yield* bad.ended).reason, { code: 1011, by: "remote" })
      yield* good.send(clear)
      assert.deepInclude((yield* good.ended).reason, { code: 1000, by: "remote" })
    })
  )

  it.effect("refuses an endpoint that no socket could reach", () =>
    Effect.gen(function* () {
      const { transport: memory } = yield* listen(serverVocabulary)
      const error = yield* Effect.flip(memory.connect(Endpoint.conversation({ model: "m", base: "mailto:me" })))
      assert.strictEqual(error.reason._tag, "Protocol")
    })
  )
})
