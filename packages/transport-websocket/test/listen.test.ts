/** What the accepting side selects, reports, refuses and survives. */
import {
  ClientEvent,
  type Connection,
  type Handshake,
  Open,
  ServerEvent,
  Translation,
  TransportError
} from "@antiphon/core"
import { Unauthorized } from "@antiphon/core"
import { listen, type ListenOptions, make } from "@antiphon/transport-websocket/node"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { MinimumLogLevel } from "effect/References"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { createServer as createSecureServer } from "node:https"
import { connect } from "node:net"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { WebSocket } from "ws"
import { clear, closedBy, conversation, dial, textDelta } from "./dial.ts"
import { portOf } from "./plain.ts"

const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

type Served = Connection<ClientEvent, ServerEvent>

/** Starts a listener whose connections do this. Returns its port. */
const serve = <E>(
  handler: (connection: Served, handshake: Handshake) => Effect.Effect<unknown, E, Scope.Scope>,
  options: Partial<ListenOptions<ClientEvent, ServerEvent>> = {}
) =>
  Effect.gen(function* () {
    const listener = yield* listen({ vocabulary, ...options })
    yield* Effect.forkScoped(listener.run(handler))
    return listener.address.port
  })

const httpServer = Effect.acquireRelease(
  Effect.promise(async () => {
    const server = createServer((_request, response) => response.end("still here"))
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    return server
  }),
  (server) =>
    Effect.sync(() => {
      server.close()
      server.closeAllConnections()
    })
)

/** The raw answer to an upgrade request with these header lines. */
const upgrade = (port: number, target: string, ...lines: ReadonlyArray<string>) =>
  Effect.promise(
    () =>
      new Promise<string>((resolve) => {
        const socket = connect(port, "127.0.0.1")
        let answer = ""
        socket.on("data", (chunk) => {
          answer += chunk.toString()
          if (answer.includes("\r\n\r\n")) socket.destroy()
        })
        socket.on("close", () => resolve(answer))
        socket.write(
          [
            `GET ${target} HTTP/1.1`,
            "Host: x",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ...lines,
            "\r\n"
          ].join("\r\n")
        )
      })
  )

/** The handshake that a request with these header lines makes. */
const handshakeOf = (target: string, ...lines: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const seen = yield* Deferred.make<Handshake>()
    const port = yield* serve((_connection, handshake) => Deferred.succeed(seen, handshake))
    yield* upgrade(port, target, ...lines)
    return yield* Deferred.await(seen)
  })

const keyOf = ({ key }: Handshake) => Option.getOrUndefined(Option.map(key, Redacted.value))

describe("the handshake", () => {
  it.live("selects realtime out of all offers and never echoes a key", () =>
    Effect.gen(function* () {
      const port = yield* serve(() => Effect.void)
      const offers = "openai-insecure-api-key.ek_secret, x-version.7, realtime, openai-beta.realtime-v1"
      const answer = yield* upgrade(port, "/v1/realtime", `Sec-WebSocket-Protocol: ${offers}`)
      assert.match(answer, /^HTTP\/1.1 101 /)
      assert.match(answer, /\r\nSec-WebSocket-Protocol: realtime\r\n/)
      assert.notInclude(answer, "ek_secret")
    }).pipe(Effect.scoped)
  )

  it.live("selects nothing where realtime is not offered", () =>
    Effect.gen(function* () {
      const port = yield* serve(() => Effect.void)
      const answer = yield* upgrade(port, "/", "Sec-WebSocket-Protocol: openai-insecure-api-key.ek_secret")
      assert.match(answer, /^HTTP\/1.1 101 /)
      assert.notMatch(answer, /Sec-WebSocket-Protocol/i)
    }).pipe(Effect.scoped)
  )

  it.live("tells path, query, dialect, key, origin and peer", () =>
    Effect.gen(function* () {
      const handshake = yield* handshakeOf(
        "/v1/realtime?model=m%2F1&model=second&call_id=rtc_1&__proto__=x",
        "Authorization: Bearer sk-1",
        "Origin: https://example.com"
      )
      assert.strictEqual(handshake.path, "/v1/realtime")
      assert.deepEqual(Object.entries(handshake.query).sort(), [
        ["__proto__", "x"],
        ["call_id", "rtc_1"],
        ["model", "m/1"]
      ])
      assert.strictEqual(handshake.dialect, "ga")
      assert.strictEqual(keyOf(handshake), "sk-1")
      assert.deepEqual(handshake.origin, Option.some("https://example.com"))
      assert.match(handshake.peer, /^127\.0\.0\.1:\d+$/)
    }).pipe(Effect.scoped)
  )

  it.live("finds the key in either header or the subprotocol, and none where there is none", () =>
    Effect.gen(function* () {
      assert.strictEqual(keyOf(yield* handshakeOf("/", "api-key: azure")), "azure")
      assert.strictEqual(keyOf(yield* handshakeOf("/", "authorization: bearer  lower")), "lower")
      const offers = "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.ek_1"
      assert.strictEqual(keyOf(yield* handshakeOf("/", offers)), "ek_1")
      assert.isUndefined(keyOf(yield* handshakeOf("/", "Authorization: Basic abc")))
      assert.isUndefined(keyOf(yield* handshakeOf("/")))
    }).pipe(Effect.scoped)
  )

  it.live("knows the beta dialect by header and by subprotocol", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* handshakeOf("/", "OpenAI-Beta: realtime=v1")).dialect, "beta")
      const offers = "Sec-WebSocket-Protocol: realtime, openai-beta.realtime-v1"
      assert.strictEqual((yield* handshakeOf("/", offers)).dialect, "beta")
      assert.strictEqual((yield* handshakeOf("/", "OpenAI-Beta: assistants=v2")).dialect, "ga")
    }).pipe(Effect.scoped)
  )

  it.live("a request target that is no path is still a handshake", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* handshakeOf("http://proxied.example/v1/realtime")).path, "/v1/realtime")
      assert.strictEqual((yield* handshakeOf("*")).path, "/")
      assert.strictEqual((yield* handshakeOf("//double//slash")).path, "//double//slash")
    }).pipe(Effect.scoped)
  )
})

describe("admission", () => {
  it.live("pages of other origins get 403 when origins are named, and programs without one are let in", () =>
    Effect.gen(function* () {
      const port = yield* serve(() => Effect.void, { origins: ["https://mine.example"] })
      assert.match(yield* upgrade(port, "/", "Origin: https://other.example"), /^HTTP\/1.1 403 Forbidden/)
      assert.match(yield* upgrade(port, "/", "Origin: https://mine.example"), /^HTTP\/1.1 101 /)
      assert.match(yield* upgrade(port, "/"), /^HTTP\/1.1 101 /)
    }).pipe(Effect.scoped)
  )

  it.live("the reason that admit fails with is the reason the client gets", () =>
    Effect.gen(function* () {
      const unauthorized = new Unauthorized({ status: 401, detail: "no such key" })
      const elsewhere = new Open({ status: 404, detail: "nothing at this path" })
      const port = yield* serve(() => Effect.void, {
        admit: ({ key, path }) => {
          if (path !== "/v1/realtime") return new TransportError({ reason: elsewhere })
          if (!Option.exists(key, (secret) => Redacted.value(secret) === "right")) {
            return new TransportError({ reason: unauthorized })
          }
          return Effect.void
        }
      })
      const wrong = conversation(port, { credential: Redacted.make("wrong") })
      assert.deepInclude((yield* Effect.flip(make().connect(wrong))).reason, { ...unauthorized })
      const lost = conversation(port, { base: `ws://127.0.0.1:${port}/v2` })
      const { reason } = yield* Effect.flip(make().connect(lost))
      assert.deepInclude(reason, { _tag: "Open", status: 404 })
      assert.match("detail" in reason ? reason.detail : "", /^HTTP 404: nothing at this path\./)
      yield* make().connect(conversation(port, { credential: Redacted.make("right") }))
    }).pipe(Effect.scoped)
  )

  it.live("onRefused runs for each handshake that is refused, and for no other", () =>
    Effect.gen(function* () {
      const heard: Array<string> = []
      const port = yield* serve(() => Effect.void, {
        origins: ["https://mine.example"],
        admit: ({ path }) =>
          path === "/no"
            ? new TransportError({ reason: new Open({ status: 404, detail: "nothing here" }) })
            : Effect.void,
        onRefused: ({ path }, { reason }) => Effect.sync(() => void heard.push(`${path} ${reason._tag}`))
      })
      yield* upgrade(port, "/")
      yield* upgrade(port, "/foreign", "Origin: https://other.example")
      yield* upgrade(port, "/no")
      yield* upgrade(port, "/broken", "Sec-WebSocket-Version: 1")
      assert.deepEqual(heard, ["/foreign Unauthorized", "/no Open", "/broken Protocol"])
    }).pipe(Effect.scoped)
  )

  it.live("an admission that breaks is 500, and one that is interrupted hangs up", () =>
    Effect.gen(function* () {
      const broken = yield* serve(() => Effect.void, { admit: () => Effect.die(new Error("a bug")) })
      assert.match(yield* upgrade(broken, "/"), /^HTTP\/1.1 500 /)

      const asked = yield* Deferred.make<void>()
      const scope = yield* Scope.make()
      const slow = yield* Scope.provide(
        serve(() => Effect.void, { admit: () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never) }),
        scope
      )
      const answer = yield* Effect.forkChild(upgrade(slow, "/"))
      yield* Deferred.await(asked)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* Fiber.join(answer), "")
    }).pipe(Effect.scoped, Effect.provideService(MinimumLogLevel, "None"))
  )

  it.effect("an admission that takes longer than 10 s is 503", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      const port = yield* serve(() => Effect.void, {
        admit: () => Effect.andThen(Deferred.succeed(asked, undefined), Effect.never)
      })
      const answer = yield* Effect.forkChild(upgrade(port, "/"))
      yield* Deferred.await(asked)
      yield* TestClock.adjust("10 seconds")
      assert.match(yield* Fiber.join(answer), /^HTTP\/1.1 503 /)
    }).pipe(Effect.scoped)
  )

  it.live("1024 upgrades may wait for run, more get 503, and those that wait are hung up when the listener ends", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const listener = yield* Scope.provide(listen({ vocabulary }), scope)
      const answers: Array<string> = []
      const refused = yield* Deferred.make<void>()
      const asking = yield* Effect.forkChild(
        Effect.forEach(
          Array(1030).keys(),
          () =>
            Effect.map(upgrade(listener.address.port, "/"), (answer) => {
              answers.push(answer)
              if (answers.length === 6) Deferred.doneUnsafe(refused, Effect.void)
            }),
          { concurrency: "unbounded", discard: true }
        )
      )
      yield* Deferred.await(refused)
      yield* Scope.close(scope, Exit.void)
      yield* Fiber.join(asking)
      assert.lengthOf(
        answers.filter((answer) => answer.startsWith("HTTP/1.1 503 ")),
        6
      )
      assert.lengthOf(
        answers.filter((answer) => answer === ""),
        1024
      )
    }).pipe(Effect.scoped)
  )

  it.live("sockets that ask for nothing are bounded: the oldest of more than 1024 are hung up", () =>
    Effect.gen(function* () {
      const port = yield* serve(() => Effect.never)
      const upgraded = yield* dial(port)
      const sockets: Array<ReturnType<typeof connect>> = []
      yield* Effect.addFinalizer(() => Effect.sync(() => sockets.forEach((socket) => socket.destroy())))
      yield* Effect.promise(async () => {
        const open = async () => {
          const socket = connect(port, "127.0.0.1")
          socket.on("error", () => {})
          sockets.push(socket)
          await once(socket, "connect")
          return socket
        }
        const first = await open()
        const gone = once(first, "close")
        for (let n = 0; n < 1024; n++) await open()
        await gone
      })
      yield* upgraded.send(clear)
      assert.match(yield* upgrade(port, "/"), /^HTTP\/1.1 101 /)
    }).pipe(Effect.scoped)
  )

  it.effect("a socket that asks for nothing is closed after 10 s, and an upgraded one stays", () =>
    Effect.gen(function* () {
      const port = yield* serve(() => Effect.never)
      const upgraded = yield* dial(port)
      const idle = connect(port, "127.0.0.1")
      yield* Effect.addFinalizer(() => Effect.sync(() => idle.destroy()))
      const gone = once(idle, "close")
      // The answer to a later socket shows that the server has seen this one.
      yield* Effect.promise(() => once(idle, "connect"))
      assert.strictEqual((yield* Effect.promise(() => fetch(`http://127.0.0.1:${port}/`))).status, 426)
      yield* TestClock.adjust("9999 millis")
      assert.isFalse(idle.destroyed)
      yield* TestClock.adjust("1 millis")
      yield* Effect.promise(() => gone)
      yield* upgraded.send(clear)
    }).pipe(Effect.scoped)
  )

  it.live("a plain HTTP request gets 426, and a broken upgrade 400, and both leave the listener serving", () =>
    Effect.gen(function* () {
      const port = yield* serve(() => Effect.void)
      const answer = yield* Effect.promise(() => fetch(`http://127.0.0.1:${port}/`))
      assert.strictEqual(answer.status, 426)
      assert.match(yield* upgrade(port, "/", "Sec-WebSocket-Version: 1"), /^HTTP\/1.1 400 /)
      yield* dial(port)
    }).pipe(Effect.scoped)
  )

  it.live("a client that asked before run is served once it runs", () =>
    Effect.gen(function* () {
      const server = yield* httpServer
      const listener = yield* listen({ vocabulary, server })
      const ws = new WebSocket(`ws://127.0.0.1:${listener.address.port}`)
      yield* Effect.promise(() => once(server, "upgrade"))
      yield* Effect.forkScoped(listener.run((connection) => connection.send(textDelta("served"))))
      const [data] = yield* Effect.promise(() => once(ws, "message"))
      assert.include(String(data), "served")
    }).pipe(Effect.scoped)
  )
})

describe("serving", () => {
  it.live("a port in use is Open and says what to do", () =>
    Effect.gen(function* () {
      const port = yield* serve(() => Effect.void)
      const error = yield* Effect.flip(serve(() => Effect.void, { port }))
      assert.strictEqual(error.reason._tag, "Open")
      assert.include(error.message, `port ${port} of 127.0.0.1 is in use`)
    }).pipe(Effect.scoped)
  )

  it.live("the connection closes with 1000 when its handler returns", () =>
    Effect.gen(function* () {
      const connection = yield* dial(yield* serve(() => Effect.void))
      assert.deepEqual(yield* connection.ended, closedBy("remote", 1000))
    }).pipe(Effect.scoped)
  )

  for (const [says, failure] of [
    ["fails", Effect.fail("a bug")],
    ["dies", Effect.die(new Error("a bug"))]
  ] as const) {
    it.live(`a handler that ${says} closes its own connection with 1011 and no other`, () =>
      Effect.gen(function* () {
        const port = yield* serve<unknown>((connection, { query }) =>
          query["model"] === "bad"
            ? failure
            : Stream.runForEach(connection.incoming, () => connection.send(textDelta("on")))
        )
        const good = yield* dial(port)
        const bad = yield* make().connect(conversation(port, { model: "bad" }))
        assert.deepEqual(yield* bad.ended, closedBy("remote", 1011, "internal error"))
        yield* good.send(clear)
        const first = yield* Stream.runHead(good.incoming)
        assert.strictEqual(Option.getOrUndefined(first)?._tag, "Known")
      }).pipe(Effect.scoped, Effect.provideService(MinimumLogLevel, "None"))
    )
  }

  it.live("when the scope ends, every connection closes and the port is free", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const port = yield* Scope.provide(
        serve(() => Effect.never),
        scope
      )
      const connections = yield* Effect.all([dial(port), dial(port)])
      yield* Scope.close(scope, Exit.void)
      for (const { ended } of connections) assert.deepEqual(yield* ended, closedBy("remote", 1000))
      yield* serve(() => Effect.void, { port })
    }).pipe(Effect.scoped)
  )

  it.live("the scope ends although a client is connected that never asks for anything", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const port = yield* Scope.provide(
        serve(() => Effect.void),
        scope
      )
      const silent = connect(port, "127.0.0.1")
      yield* Effect.promise(() => once(silent, "connect"))
      yield* Scope.provide(dial(port), scope)
      const hungUp = once(silent, "close")
      silent.resume()
      yield* Scope.close(scope, Exit.void)
      yield* Effect.promise(() => hungUp)
    }).pipe(Effect.scoped)
  )

  it.live("run fails when the listener has ended under it, and its connections close", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const listener = yield* Scope.provide(listen({ vocabulary }), scope)
      const running = yield* Effect.forkChild(Effect.flip(listener.run(() => Effect.never)))
      const connection = yield* dial(listener.address.port)
      yield* Scope.close(scope, Exit.void)
      assert.deepEqual(yield* Fiber.join(running), closedBy("local", 1000, "the listener is closed"))
      assert.deepEqual(yield* connection.ended, closedBy("remote", 1000))
    }).pipe(Effect.scoped)
  )

  it.live("a server that fails while it listens ends run with the cause", () =>
    Effect.gen(function* () {
      const server = yield* httpServer
      const listener = yield* listen({ vocabulary, server })
      const running = yield* Effect.forkChild(Effect.flip(listener.run(() => Effect.never)))
      const connection = yield* dial(listener.address.port)
      server.emit("error", new Error("EMFILE"))
      assert.include((yield* Fiber.join(running)).message, "EMFILE")
      assert.deepEqual(yield* connection.ended, closedBy("remote", 1000))
    }).pipe(Effect.scoped)
  )

  it.live("serves wss on an HTTPS server, and a certificate that is not trusted is Open", () =>
    Effect.gen(function* () {
      const pem = (name: string) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url))
      const server = yield* Effect.acquireRelease(
        Effect.promise(async () => {
          const made = createSecureServer({ key: pem("key"), cert: pem("cert") })
          made.listen(0, "127.0.0.1")
          await once(made, "listening")
          return made
        }),
        (made) => Effect.sync(() => void made.close())
      )
      const port = yield* serve((connection) => connection.close(1000, "over TLS"), { server })
      const endpoint = conversation(port, { base: `wss://127.0.0.1:${port}`, credential: Redacted.make("sk-1") })
      const { reason } = yield* Effect.flip(make().connect(endpoint))
      assert.strictEqual(reason._tag, "Open")
      assert.match(reason._tag === "Open" ? reason.detail : "", /self-signed certificate/)

      const trusted = getCACertificates()
      setDefaultCACertificates([...trusted, pem("cert").toString()])
      yield* Effect.addFinalizer(() => Effect.sync(() => setDefaultCACertificates(trusted)))
      const connection = yield* make().connect(endpoint)
      assert.deepEqual(yield* connection.ended, closedBy("remote", 1000, "over TLS"))
    }).pipe(Effect.scoped)
  )

  it.live("serves the upgrades of an HTTP server that listens already, and leaves it running", () =>
    Effect.gen(function* () {
      const server = yield* httpServer
      const scope = yield* Scope.make()
      const port = yield* Scope.provide(
        serve(() => Effect.never, { server }),
        scope
      )
      assert.strictEqual(port, portOf(server.address()))
      const connection = yield* dial(port)
      yield* Scope.close(scope, Exit.void)
      assert.deepEqual(yield* connection.ended, closedBy("remote", 1000))
      const answer = yield* Effect.promise(() => fetch(`http://127.0.0.1:${port}/`).then((response) => response.text()))
      assert.strictEqual(answer, "still here")
      assert.match(yield* upgrade(port, "/"), /^HTTP\/1.1 200 /)
    }).pipe(Effect.scoped)
  )

  for (const [says, head, body] of [
    ["GET", "GET /healthz HTTP/1.1", ""],
    ["POST with a body", "POST /v1/realtime/client_secrets HTTP/1.1\r\nContent-Length: 10", "0123456789"]
  ] as const) {
    it.live(`a ${says} that offers h2c, as Java's client does, is a request like any other for the server`, () =>
      Effect.gen(function* () {
        const server = yield* httpServer
        const { port } = (yield* listen({ vocabulary, server, takes: () => false })).address
        yield* serve(() => Effect.void, { server })
        const lines = [
          head,
          "Host: x",
          "Connection: Upgrade, HTTP2-Settings",
          "Upgrade: h2c",
          "HTTP2-Settings: AAMAAABk"
        ]
        const socket = connect(port, "127.0.0.1")
        yield* Effect.addFinalizer(() => Effect.sync(() => socket.destroy()))
        socket.write(`${lines.join("\r\n")}\r\n\r\n${body.slice(0, 4)}`)
        socket.write(body.slice(4))
        const answers = yield* Effect.promise(async () => {
          let told = ""
          for await (const chunk of socket) {
            told += String(chunk)
            // The same socket goes on as HTTP.
            if (told.split("still here").length === 2) socket.write("GET /again HTTP/1.1\r\nHost: x\r\n\r\n")
            if (told.split("still here").length === 3) break
          }
          return told
        })
        assert.lengthOf(answers.match(/HTTP\/1.1 200 OK/g) ?? [], 2)
      }).pipe(Effect.scoped)
    )
  }

  it.live("an offer of h2c is left to another upgrade listener of the server, which may know it", () =>
    Effect.gen(function* () {
      const server = yield* httpServer
      server.on("upgrade", ({ headers }, socket) => {
        if (headers.upgrade === "h2c") socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n")
      })
      const port = yield* serve(() => Effect.void, { server })
      const answer = yield* Effect.promise(async () => {
        const socket = connect(port, "127.0.0.1")
        socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
        const [chunk] = await once(socket, "data")
        return String(chunk)
      })
      assert.match(answer, /^HTTP\/1.1 101 /)
    }).pipe(Effect.scoped)
  )

  it.live("listeners that share a server serve the handshakes that they take, each in its own vocabulary", () =>
    Effect.gen(function* () {
      const server = yield* httpServer
      const translates = ({ path }: Handshake) => path === "/v1/realtime/translations"
      const translations = yield* listen({
        vocabulary: { incoming: Translation.ClientEvent, outgoing: Translation.ServerEvent },
        server,
        takes: translates
      })
      const closed = Translation.ServerEvent.make("session.closed", { event_id: "event_1" })
      yield* Effect.forkScoped(translations.run((connection) => connection.send(closed)))
      const port = yield* serve((connection) => connection.close(1000, "a conversation"), {
        server,
        takes: (handshake) => !translates(handshake)
      })
      for (const _ of ["once", "again"]) {
        const translation = yield* make().connect(
          Translation.session({ base: `ws://127.0.0.1:${port}/v1`, model: "m" })
        )
        assert.deepEqual(yield* Stream.runCollect(Stream.take(translation.incoming, 1)), [
          { _tag: "Known", event: closed }
        ])
        const connection = yield* dial(port)
        assert.deepEqual(yield* connection.ended, closedBy("remote", 1000, "a conversation"))
      }
    }).pipe(Effect.scoped)
  )
})
