/** What waits is bounded in both directions, and a peer that passes a bound sees the reason. */
import { ClientEvent, type Connection, ServerEvent } from "@antiphon/core"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { once } from "node:events"
import { WebSocket } from "ws"
import { dial, dialPlain, textDelta } from "./dial.ts"
import { plainServer } from "./plain.ts"

const MiB = 1024 * 1024

/** 4,800 bytes of audio, 100 ms, as 6,446 bytes on the wire. */
const append = ClientEvent.make("input_audio_buffer.append", { audio: "UklGRiQA".repeat(800) })
const appendBytes = ClientEvent.encode(append).length

describe("sending", () => {
  it.effect(
    "200 MB towards a peer that reads nothing stay below the mark and the kernel's buffers, and end as Dead",
    () =>
      Effect.gen(function* () {
        let paused = () => {}
        const stalled = new Promise<void>((resolve) => (paused = resolve))
        const connection = yield* dialPlain(
          (ws) => {
            ws.pause()
            paused()
          },
          { pingInterval: "1 hour" }
        )
        yield* Effect.promise(() => stalled)
        let sent = 0
        const count = Effect.sync(() => {
          sent += appendBytes
        })
        const sending = yield* Effect.forkChild(
          Effect.whileLoop({
            while: () => sent < 200 * MiB,
            body: () => Effect.andThen(connection.send(append), count),
            step: () => {}
          })
        )
        yield* settled(() => sent)
        // What was handed over is the mark's and the kernel's buffers, and no more of it waits in this process.
        assert.isAbove(sent, MiB)
        assert.isBelow(sent, 32 * MiB)
        // The drain deadline counts from when the sender waits.
        const error = yield* Effect.flip(
          Effect.raceFirst(
            Fiber.join(sending),
            Effect.forever(
              Effect.andThen(
                TestClock.adjust("1 second"),
                Effect.promise(() => immediate())
              )
            )
          )
        )
        assert.deepInclude(error.reason, { _tag: "Dead", detail: "it read nothing for 30000 ms" })
        assert.strictEqual((yield* connection.ended).message, error.message)
        assert.isBelow(sent, 32 * MiB)
      }).pipe(Effect.scoped)
  )

  it.effect("a listener sheds a peer that reads nothing while a send waits, as Dead after the drain deadline", () =>
    Effect.gen(function* () {
      const { client, connection } = yield* accepted({ drainTimeout: "4 seconds", pingInterval: "1 hour" })
      const sending = yield* Effect.forkChild(Effect.flip(Effect.forever(connection.send(textDelta("x".repeat(8000))))))
      const error = yield* Effect.raceFirst(
        Fiber.join(sending),
        Effect.forever(
          Effect.andThen(
            TestClock.adjust("1 second"),
            Effect.promise(() => immediate())
          )
        )
      )
      assert.deepInclude(error.reason, { _tag: "Dead", detail: "it read nothing for 4000 ms" })
      client.resume()
      const [code] = yield* Effect.promise(() => once(client, "close"))
      assert.strictEqual(code, 1006)
    }).pipe(Effect.scoped)
  )
})

describe("receiving", () => {
  it.live(
    "a flooding peer ends with Overflow at the stated bound, everything before it is delivered, and the peer sees the reason",
    () =>
      Effect.gen(function* () {
        const bound = 16_384
        const { port, server } = yield* plainServer()
        const told = new Promise<number>((resolve) => {
          server.on("connection", (ws) => {
            ws.on("close", resolve)
            for (let n = 0; n < bound + 500; n++) ws.send(ServerEvent.encode(textDelta(String(n))))
          })
        })
        const connection = yield* dial(port)
        const error = yield* connection.ended
        assert.deepInclude(error.reason, { _tag: "Overflow", events: bound + 1 })
        const received: Array<unknown> = []
        const end = yield* connection.incoming.pipe(
          Stream.runForEach((decoded) =>
            Effect.sync(() => {
              if (decoded._tag === "Known" && decoded.event.type === "response.output_text.delta") {
                received.push(Number(decoded.event.delta))
              }
            })
          ),
          Effect.flip
        )
        assert.strictEqual(end, error)
        assert.deepEqual(received, [...Array(bound).keys()])
        assert.strictEqual(yield* Effect.promise(() => told), 1008)
      }).pipe(Effect.scoped)
  )

  it.live("64 MiB of unread bytes are too many too", () =>
    Effect.gen(function* () {
      const big = ServerEvent.encode(textDelta("x".repeat(MiB)))
      const connection = yield* dialPlain((ws) => {
        for (let n = 0; n < 70; n++) ws.send(big)
      })
      const { reason } = yield* connection.ended
      assert.deepInclude(reason, { _tag: "Overflow", events: 64 })
    }).pipe(Effect.scoped)
  )
})

/** Waits until a count has stood still for many turns of the event loop. */
const settled = (count: () => number) =>
  Effect.promise(async () => {
    for (let [before, still] = [-1, 0]; still < 200; still = before === count() ? still + 1 : 0) {
      before = count()
      await immediate()
    }
  })

const immediate = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A connection that a listener accepted from a plain client that has stopped reading. */
const accepted = (options: Omit<Parameters<typeof listen<ClientEvent, ServerEvent>>[0], "vocabulary">) =>
  Effect.gen(function* () {
    const served = yield* Deferred.make<Connection<ClientEvent, ServerEvent>>()
    const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent }, ...options })
    yield* Effect.forkScoped(
      listener.run((connection) => Effect.andThen(Deferred.succeed(served, connection), Effect.never))
    )
    const client = new WebSocket(`ws://127.0.0.1:${listener.address.port}`)
    client.on("error", () => {})
    yield* Effect.promise(() => once(client, "open"))
    client.pause()
    yield* Effect.addFinalizer(() => Effect.sync(() => client.terminate()))
    return { client, connection: yield* Deferred.await(served) }
  })
