import { ClientEvent, ServerEvent } from "@antiphon/core"
import { record } from "@antiphon/recording"
import { Engine, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { WebSocket } from "ws"

/** Starts a real server on loopback that records the first connection. */
const server = Effect.gen(function* () {
  const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
  const ended = yield* Deferred.make<string>()
  let written = ""
  const sink = { write: (lines: string) => Effect.sync(() => void (written += lines)) }
  yield* listener
    .run((connection, handshake) =>
      Effect.gen(function* () {
        const recorded = yield* record(connection, sink, { endpoint: "ws://127.0.0.1/v1/realtime", side: "server" })
        const end = yield* serve(recorded, handshake)
        yield* Deferred.succeed(ended, end.reason._tag)
      })
    )
    .pipe(Effect.provide(Engine.echo), Effect.forkScoped)
  return {
    url: `ws://127.0.0.1:${listener.address.port}/v1/realtime?model=any`,
    ended: Deferred.await(ended),
    recording: () => written
  }
})

type Received = { readonly type: string; readonly error?: { readonly code?: string; readonly message: string } }

interface Client {
  readonly send: (frame: string | Uint8Array) => void
  /** The next event of this type. Drops the events before it. */
  readonly next: (type: string) => Effect.Effect<Received>
  /** The close code. */
  readonly closed: Effect.Effect<number>
}

/** Connects a client that can send any frame. */
const connect = (url: string): Effect.Effect<Client, never, Scope.Scope> =>
  Effect.gen(function* () {
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => new WebSocket(url)),
      (each) => Effect.sync(() => each.terminate())
    )
    const inbox: Array<Received> = []
    let look = () => {}
    socket.on("message", (data) => {
      inbox.push(JSON.parse(String(data)))
      look()
    })
    const closed = yield* Deferred.make<number>()
    socket.on("close", (code) => Deferred.doneUnsafe(closed, Effect.succeed(code)))
    yield* Effect.callback<void>((resume) => void socket.on("open", () => resume(Effect.void)))
    return {
      send: (frame) => socket.send(frame),
      next: (type) =>
        Effect.callback<Received>((resume) => {
          look = () => {
            const at = inbox.findIndex((event) => event.type === type)
            const [found] = at < 0 ? [] : inbox.splice(0, at + 1).slice(-1)
            if (found !== undefined) resume(Effect.succeed(found))
          }
          look()
        }),
      closed: Deferred.await(closed)
    }
  })

const update = `{"type":"session.update","session":{"type":"realtime","instructions":"still here"}}`

describe("the server answers a malformed frame with an error, and the session goes on, after", () => {
  const cases: ReadonlyArray<readonly [what: string, frame: string | Uint8Array, message: RegExp]> = [
    ["text that is not JSON", "{oops", /JSON/],
    ["JSON without a type", `{"event_id":"mine"}`, /type/],
    ["JSON that is not an object", `[1,2]`, /object/],
    ["a binary frame", Uint8Array.of(1, 2, 3), /binary/],
    ["a known type of the wrong shape", `{"type":"input_audio_buffer.append","audio":7}`, /audio/],
    ["a type that does not exist", `{"type":"no.such.thing"}`, /no\.such\.thing/]
  ]
  for (const [what, frame, message] of cases) {
    it.live(what, () =>
      Effect.gen(function* () {
        const client = yield* connect((yield* server).url)
        yield* client.next("session.created")
        client.send(frame)
        const { error } = yield* client.next("error")
        assert.match(error?.message ?? "", message)
        client.send(update)
        yield* client.next("session.updated")
      })
    )
  }
})

it.live("a frame over the size limit ends its connection with 1009, and the events before it are recorded", () =>
  Effect.gen(function* () {
    const { ended, recording, url } = yield* server
    const client = yield* connect(url)
    yield* client.next("session.created")
    client.send(update)
    yield* client.next("session.updated")
    client.send(`{"type":"input_audio_buffer.append","audio":"${"A".repeat(17 << 20)}"}`)
    assert.strictEqual(yield* client.closed, 1009)
    assert.strictEqual(yield* ended, "TooLarge")
    const lines = recording().trim().split("\n").slice(1)
    assert.deepStrictEqual(
      lines.map((line) => {
        const { direction, end, event } = JSON.parse(line)
        return end === undefined ? `${direction} ${event.type}` : end.reason
      }),
      ["out session.created", "in session.update", "out session.updated", "TooLarge"]
    )
    const another = yield* connect(url)
    yield* another.next("session.created")
  })
)
