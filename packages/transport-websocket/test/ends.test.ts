/** Every way a connection fails to open, or ends, gives its own typed reason. */
import type { TransportError } from "@antiphon/core"
import { make } from "@antiphon/transport-websocket/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { createServer, type RequestListener } from "node:http"
import { once } from "node:events"
import type { WebSocket } from "ws"
import { clear, closedBy, conversation, dial, dialPlain } from "./dial.ts"
import { freePort, plainServer, portOf, rawOf, tcpServer } from "./plain.ts"

/** An HTTP server that answers every request, upgrades too. */
const httpServer = (answer: RequestListener) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const server = createServer(answer)
        server.listen(0, "127.0.0.1")
        await once(server, "listening")
        return server
      }),
      (server) =>
        Effect.sync(() => {
          server.close()
          server.closeAllConnections()
        })
    ),
    (server) => portOf(server.address())
  )

const reasonOf = <A, R>(effect: Effect.Effect<A, TransportError, R>) =>
  Effect.map(Effect.flip(effect), ({ reason }) => reason)

describe("opening", () => {
  it.live("a port where nothing listens is Open", () =>
    Effect.gen(function* () {
      const reason = yield* reasonOf(dial(yield* freePort))
      assert.strictEqual(reason._tag, "Open")
      assert.match(reason._tag === "Open" ? reason.detail : "", /ECONNREFUSED/)
    }).pipe(Effect.scoped)
  )

  for (const status of [401, 403]) {
    it.live(`HTTP ${status} is Unauthorized, with what the server said and without the key`, () =>
      Effect.gen(function* () {
        const port = yield* httpServer((request, response) => {
          response.writeHead(status).end(`Incorrect key: ${request.headers.authorization}`)
        })
        const endpoint = conversation(port, { credential: Redacted.make("sk-secret") })
        const reason = yield* reasonOf(make().connect(endpoint))
        assert.deepInclude(reason, { _tag: "Unauthorized", status, detail: "Incorrect key: Bearer <redacted>" })
      }).pipe(Effect.scoped)
    )
  }

  it.live("another HTTP answer is Open with its status and the start of its body, even one that never ends", () =>
    Effect.gen(function* () {
      const port = yield* httpServer((_request, response) => {
        response.writeHead(400).write(`{"error":{"code":"OperationNotSupported"}}${" ".repeat(100_000)}`)
      })
      const reason = yield* reasonOf(dial(port))
      assert.deepInclude(reason, {
        _tag: "Open",
        status: 400,
        detail: 'HTTP 400: {"error":{"code":"OperationNotSupported"}}'
      })
    }).pipe(Effect.scoped)
  )

  it.live("a 404 without /v1 says which base address to try, and a web page is quoted by its title", () =>
    Effect.gen(function* () {
      const port = yield* httpServer((request, response) => {
        response.writeHead(404).end(`<html><title>${request.url}</title></html>`)
      })
      const base = `ws://127.0.0.1:${port}`
      const reason = yield* reasonOf(make().connect(conversation(port, { base })))
      assert.deepInclude(reason, { _tag: "Open", status: 404 })
      const detail = reason._tag === "Open" ? reason.detail : ""
      assert.match(detail, /^HTTP 404: a web page \(\/realtime\?model=m\)\. /)
      assert.include(detail, `Try ${base}/v1 as the base address.`)
    }).pipe(Effect.scoped)
  )

  for (const [says, credential] of [
    ["is empty", Redacted.make("")],
    ["is of blanks alone", Redacted.make(" \n")],
    ["is not there, as a JavaScript caller may have it", Redacted.make<string>(JSON.parse("[]")[0])],
    ["is empty when it is asked for", Effect.succeed(Redacted.make(""))]
  ] as const) {
    it.live(`a key that ${says} is refused before anything is dialled`, () =>
      Effect.gen(function* () {
        let visits = 0
        const port = yield* httpServer((_request, response) => {
          visits += 1
          response.writeHead(401).end("no")
        })
        const error = yield* Effect.flip(make().connect(conversation(port, { credential })))
        assert.strictEqual(error.reason._tag, "Protocol")
        assert.match(error.message, /key/)
        assert.notInclude(error.message, "<redacted>")
        assert.strictEqual(visits, 0)
      }).pipe(Effect.scoped)
    )
  }

  for (const key of ["e", "sk-1", "sk-secret-0123456789"]) {
    it.live(`neither Location nor a close reason quotes the key ${key}, and the words around it stay`, () =>
      Effect.gen(function* () {
        const port = yield* httpServer((_request, response) => {
          response.writeHead(307, { location: `/elsewhere?key=${key}` }).end()
        })
        const credential = Redacted.make(key)
        const redirected = yield* reasonOf(make().connect(conversation(port, { credential })))
        assert.include(JSON.stringify(redirected), "points to /elsewhere?key=<redacted>:")
        const { port: closing, server } = yield* plainServer()
        server.on("connection", (ws) => ws.close(3000, `the key ${key} is wrong`))
        const connection = yield* make().connect(conversation(closing, { credential }))
        assert.deepEqual(yield* connection.ended, closedBy("remote", 3000, "the key <redacted> is wrong"))
      }).pipe(Effect.scoped)
    )
  }

  it.live("a redirect is not followed, so the key goes nowhere else", () =>
    Effect.gen(function* () {
      let visits = 0
      const elsewhere = yield* httpServer((_request, response) => {
        visits += 1
        response.end()
      })
      const port = yield* httpServer((_request, response) => {
        response.writeHead(307, { location: `http://127.0.0.1:${elsewhere}/` }).end()
      })
      const reason = yield* reasonOf(make().connect(conversation(port, { credential: Redacted.make("sk-secret") })))
      assert.deepInclude(reason, { _tag: "Open", status: 307 })
      assert.match(reason._tag === "Open" ? reason.detail : "", new RegExp(`127.0.0.1:${elsewhere}`))
      assert.strictEqual(visits, 0)
    }).pipe(Effect.scoped)
  )

  it.live("a server that takes the handshake and hangs up is Open", () =>
    Effect.gen(function* () {
      const port = yield* tcpServer((socket) => socket.on("data", () => socket.destroy()))
      assert.strictEqual((yield* reasonOf(dial(port)))._tag, "Open")
    }).pipe(Effect.scoped)
  )

  it.effect("an unanswered handshake is Timeout after the open deadline", () =>
    Effect.gen(function* () {
      let arrived = () => {}
      const handshake = new Promise<void>((resolve) => (arrived = resolve))
      const port = yield* tcpServer((socket) => socket.on("data", () => arrived()))
      const opening = yield* Effect.forkChild(reasonOf(dial(port, { openTimeout: "7 seconds" })))
      yield* Effect.promise(() => handshake)
      yield* TestClock.adjust("7 seconds")
      assert.deepInclude(yield* Fiber.join(opening), { _tag: "Timeout", afterMs: 7000 })
    }).pipe(Effect.scoped)
  )

  it.live("a key that no header can carry is refused without being quoted", () =>
    Effect.gen(function* () {
      const { port } = yield* plainServer()
      const endpoint = conversation(port, { credential: Redacted.make("sk-\nsecret") })
      const error = yield* Effect.flip(make().connect(endpoint))
      assert.strictEqual(error.reason._tag, "Protocol")
      assert.notInclude(`${error.message} ${JSON.stringify(error)}`, "secret")
    }).pipe(Effect.scoped)
  )

  it.live("an interrupted opening closes its socket", () =>
    Effect.gen(function* () {
      let gone = () => {}
      const hungUp = new Promise<void>((resolve) => (gone = resolve))
      let arrived = () => {}
      const handshake = new Promise<void>((resolve) => (arrived = resolve))
      const port = yield* tcpServer((socket) => socket.on("data", () => arrived()).on("close", () => gone()))
      const opening = yield* Effect.forkChild(dial(port))
      yield* Effect.promise(() => handshake)
      yield* Fiber.interrupt(opening)
      yield* Effect.promise(() => hungUp)
    }).pipe(Effect.scoped)
  )
})

describe("ending", () => {
  const closes = [
    { code: 1000, reason: "bye", says: "a clean close" },
    { code: 1001, reason: "session expired", says: "an expired session" },
    { code: 1006, reason: "", says: "a lost connection" },
    { code: 3000, reason: "invalid_request_error.invalid_api_key", says: "a wrong key reported after the upgrade" },
    { code: 4000, reason: "beta_api_shape_disabled", says: "a refused dialect" }
  ]
  for (const { code, reason, says } of closes) {
    it.live(`${code}, ${says}, is Closed with its code and reason, for readers and for those who only send`, () =>
      Effect.gen(function* () {
        const connection = yield* dialPlain((ws) =>
          code === 1006 ? rawOf(ws).resetAndDestroy() : ws.close(code, reason)
        )
        const expected = closedBy("remote", code, reason)
        assert.deepEqual(yield* connection.ended, expected)
        assert.deepEqual(yield* Effect.flip(connection.send(clear)), expected)
      }).pipe(Effect.scoped)
    )
  }

  it.live("1009 by the peer is Closed 1009, and a frame over our own limit is TooLarge and tells the peer 1009", () =>
    Effect.gen(function* () {
      const refusing = yield* plainServer({ maxPayload: 10 })
      refusing.server.on("connection", (ws) => ws.on("error", () => {}))
      const sender = yield* dial(refusing.port)
      yield* sender.send(clear)
      assert.deepInclude((yield* sender.ended).reason, { _tag: "Closed", code: 1009, by: "remote" })

      let told: (code: number) => void = () => {}
      const code = new Promise<number>((resolve) => (told = resolve))
      const receiver = yield* dialPlain(
        (ws) => {
          ws.on("close", told)
          ws.send("x".repeat(1001))
        },
        { maxEventBytes: 1000 }
      )
      assert.deepInclude((yield* receiver.ended).reason, {
        _tag: "TooLarge",
        direction: "incoming",
        limitBytes: 1000
      })
      assert.strictEqual(yield* Effect.promise(() => code), 1009)
    }).pipe(Effect.scoped)
  )

  it.live("a frame against RFC 6455 is Protocol", () =>
    Effect.gen(function* () {
      const reservedOpcode = Uint8Array.of(0x83, 0)
      const connection = yield* dialPlain((ws) => rawOf(ws).write(reservedOpcode))
      assert.strictEqual((yield* connection.ended).reason._tag, "Protocol")
    }).pipe(Effect.scoped)
  )

  it.effect("a peer that answers no ping is Dead after two of them, and not before", () =>
    Effect.gen(function* () {
      const pings = { seen: 0, next: () => {} }
      const ping = (count: number) =>
        Effect.promise(
          () =>
            new Promise<void>((resolve) => {
              pings.next = () => pings.seen >= count && resolve()
              pings.next()
            })
        )
      const { port, server } = yield* plainServer({ autoPong: false })
      server.on("connection", (ws) =>
        ws.on("ping", () => {
          pings.seen += 1
          pings.next()
        })
      )
      const connection = yield* dial(port, { pingInterval: "10 seconds" })
      const ended = yield* Effect.forkChild(connection.ended)
      yield* TestClock.adjust("10 seconds")
      yield* ping(1)
      yield* TestClock.adjust("10 seconds")
      yield* ping(2)
      yield* TestClock.adjust("9 seconds")
      assert.isUndefined(ended.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(ended)).reason._tag, "Dead")
    }).pipe(Effect.scoped)
  )

  for (const [says, autoPong, answer] of [
    ["answers pings and says nothing", true, () => {}],
    ["answers no ping but speaks", false, (ws: WebSocket) => ws.send('{"type":"tick"}')]
  ] as const) {
    it.effect(`a peer that ${says} lives on`, () =>
      Effect.gen(function* () {
        const { port, server } = yield* plainServer({ autoPong })
        const seen = { pings: 0, look: () => {} }
        server.on("connection", (ws) =>
          ws.on("ping", () => {
            answer(ws)
            seen.pings += 1
            seen.look()
          })
        )
        const connection = yield* dial(port)
        const ended = yield* Effect.forkChild(connection.ended)
        for (let round = 1; round <= 5; round++) {
          yield* TestClock.adjust("10 seconds")
          yield* Effect.promise(
            () =>
              new Promise<void>((resolve) => {
                seen.look = () => seen.pings >= round && resolve()
                seen.look()
              })
          )
        }
        assert.isUndefined(ended.pollUnsafe())
      }).pipe(Effect.scoped)
    )
  }

  it.live("a send while the far end is closing waits for its reason and fails with it", () =>
    Effect.gen(function* () {
      let answered = () => {}
      const answer = new Promise<void>((resolve) => (answered = resolve))
      const connection = yield* dialPlain(
        (ws) => {
          const raw = rawOf(ws)
          raw.removeAllListeners("data").removeAllListeners("end")
          const close4000 = Uint8Array.of(0x88, 2, 0x0f, 0xa0)
          raw.once("data", () => answered()).write(close4000)
        },
        { closeTimeout: "50 millis" }
      )
      yield* Effect.promise(() => answer)
      assert.deepEqual(yield* Effect.flip(connection.send(clear)), closedBy("remote", 4000))
    }).pipe(Effect.scoped)
  )

  it.live("send fails at once after this side has begun to close, before the peer has answered", () =>
    Effect.gen(function* () {
      let hangUp = () => {}
      const connection = yield* dialPlain(
        (ws) => {
          ws.pause()
          hangUp = () => ws.terminate()
        },
        { closeTimeout: "1 minute" }
      )
      const ended = yield* Effect.forkChild(connection.ended, { startImmediately: true })
      yield* Effect.forkChild(connection.close(4000), { startImmediately: true })
      assert.deepEqual(yield* Effect.flip(connection.send(clear)), closedBy("local", 4000))
      assert.isUndefined(ended.pollUnsafe())
      hangUp()
    }).pipe(Effect.scoped)
  )

  it.live("a close that the peer does not answer returns after the close deadline, as Closed by this side", () =>
    Effect.gen(function* () {
      const connection = yield* dialPlain((ws) => ws.pause(), { closeTimeout: "50 millis" })
      yield* connection.close(4000, "enough")
      assert.deepEqual(yield* connection.ended, closedBy("local", 4000, "enough"))
    }).pipe(Effect.scoped)
  )
})
