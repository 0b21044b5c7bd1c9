/** Frames as plain `ws` servers and clients send them. */
import { ClientEvent, type Decoded, ServerEvent } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { once } from "node:events"
import type { WebSocket } from "ws"
import { clear, closedBy, dial, dialPlain, textDelta } from "./dial.ts"
import { plainServer, rawOf } from "./plain.ts"

const frame = ServerEvent.encode(textDelta("hello"))

/** What a client gets of a server that does this and closes. */
const received = (send: (ws: WebSocket) => void | Promise<void>) =>
  Effect.gen(function* () {
    const connection = yield* dialPlain((ws) => {
      void Promise.resolve(send(ws)).then(() => ws.close())
    })
    const all: Array<Decoded<ServerEvent>> = []
    yield* connection.incoming.pipe(
      Stream.runForEach((decoded) => Effect.sync(() => all.push(decoded))),
      Effect.flip
    )
    return all
  }).pipe(Effect.scoped)

describe("frames of a plain server", () => {
  it.live("text is decoded, and what is sent together with the handshake is not lost", () =>
    Effect.gen(function* () {
      const all = yield* received((ws) => {
        ws.send(frame)
        ws.send(frame)
      })
      assert.deepEqual(all, [
        { _tag: "Known", event: textDelta("hello") },
        { _tag: "Known", event: textDelta("hello") }
      ])
    })
  )

  it.live("a fragmented frame is one event, with pings between its fragments", () =>
    Effect.gen(function* () {
      const all = yield* received((ws) => {
        for (let at = 0; at < frame.length; at += 7) {
          ws.send(frame.slice(at, at + 7), { fin: at + 7 >= frame.length })
          ws.ping()
        }
      })
      assert.deepEqual(all, [{ _tag: "Known", event: textDelta("hello") }])
    })
  )

  it.live("a binary frame is Malformed with its bytes, in its place, and the connection goes on", () =>
    Effect.gen(function* () {
      const [first, second, third] = yield* received((ws) => {
        ws.send(frame)
        ws.send(Uint8Array.of(1, 2, 3))
        ws.send(frame)
      })
      assert.strictEqual(first?._tag, "Known")
      assert.strictEqual(third?._tag, "Known")
      assert.strictEqual(second?._tag, "Malformed")
      if (second?._tag !== "Malformed") return
      assert.strictEqual(second.error.reason, "Binary")
      assert.deepEqual(Array.from(second.error.raw as Uint8Array), [1, 2, 3])
    })
  )

  it.live("compressed frames are never agreed to", () =>
    Effect.gen(function* () {
      const { port, server } = yield* plainServer({ perMessageDeflate: true })
      const extensions = new Promise<string>((resolve) => server.on("connection", (ws) => resolve(ws.extensions)))
      yield* dial(port)
      assert.strictEqual(yield* Effect.promise(() => extensions), "")
    }).pipe(Effect.scoped)
  )

  it.live("a ping gets its pong", () =>
    Effect.gen(function* () {
      const { port, server } = yield* plainServer()
      const pong = new Promise<string>((resolve) => {
        server.on("connection", (ws) => {
          ws.ping("are you there")
          ws.on("pong", (data) => resolve(data.toString()))
        })
      })
      yield* dial(port)
      assert.strictEqual(yield* Effect.promise(() => pong), "are you there")
    }).pipe(Effect.scoped)
  )

  it.live("an event is one unfragmented text frame", () =>
    Effect.gen(function* () {
      const { port, server } = yield* plainServer()
      const got = new Promise<readonly [string, boolean]>((resolve) => {
        server.on("connection", (ws) => {
          ws.on("message", (data: Buffer, isBinary) => resolve([data.toString(), isBinary]))
        })
      })
      const connection = yield* dial(port)
      yield* connection.send(clear)
      assert.deepEqual(yield* Effect.promise(() => got), [ClientEvent.encode(clear), false])
    }).pipe(Effect.scoped)
  )
})

describe("abrupt ends", () => {
  it.live("a TCP reset is Closed 1006, after every whole frame that came before it", () =>
    Effect.gen(function* () {
      const { port, server } = yield* plainServer()
      server.on("connection", (ws) => {
        ws.send(frame)
        ws.on("message", () => {
          rawOf(ws).write(Uint8Array.of(0x81, 100, 0x7b))
          rawOf(ws).resetAndDestroy()
        })
      })
      const connection = yield* dial(port)
      const all: Array<Decoded<ServerEvent>> = []
      const error = yield* connection.incoming.pipe(
        Stream.runForEach((decoded) => {
          all.push(decoded)
          return connection.send(clear)
        }),
        Effect.flip
      )
      assert.deepEqual(all, [{ _tag: "Known", event: textDelta("hello") }])
      assert.deepEqual(error, closedBy("remote", 1006))
    }).pipe(Effect.scoped)
  )

  it.live("a half-closed connection (FIN without a close frame) is Closed 1006", () =>
    Effect.gen(function* () {
      const connection = yield* dialPlain((ws) => void rawOf(ws).end())
      assert.deepEqual(yield* connection.ended, closedBy("remote", 1006))
    }).pipe(Effect.scoped)
  )

  it.live("a close frame without a code is Closed 1005", () =>
    Effect.gen(function* () {
      const connection = yield* dialPlain((ws) => ws.close())
      assert.deepEqual(yield* connection.ended, closedBy("remote", 1005))
    }).pipe(Effect.scoped)
  )

  it.live("closing the scope frees the socket", () =>
    Effect.gen(function* () {
      const { port, server } = yield* plainServer()
      const ended = new Promise<void>((resolve) => {
        server.on("connection", (ws) => void once(rawOf(ws), "close").then(() => resolve()))
      })
      yield* Effect.scoped(dial(port))
      yield* Effect.promise(() => ended)
    }).pipe(Effect.scoped)
  )
})
