/** The adapter on the platform's own WebSocket, here Node's. */
import { make, type PlatformWebSocket, type WebSocketOptions } from "@antiphon/transport-websocket"
import * as browser from "@antiphon/transport-websocket/browser"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { WebSocket as Ws } from "ws"
import { clear, closedBy, conversation } from "./dial.ts"
import { freePort, plainServer, tcpServer } from "./plain.ts"

const dial = (port: number, key?: string, options: WebSocketOptions = {}) =>
  make(options).connect(conversation(port, key === undefined ? {} : { credential: Redacted.make(key) }))

/** The subprotocols offered to a server that selects realtime. */
const offered = (key: string | undefined, options: WebSocketOptions = {}, beta = false) =>
  Effect.gen(function* () {
    const { port, server } = yield* plainServer({ handleProtocols: () => "realtime" })
    const offers = new Promise<string | undefined>((resolve) => {
      server.on("connection", (_ws, { headers }) => resolve(headers["sec-websocket-protocol"]))
    })
    const endpoint = conversation(port, key === undefined ? {} : { credential: Redacted.make(key) })
    yield* make(options).connect({ ...endpoint, beta })
    return (yield* Effect.promise(() => offers))?.split(",").map((offer) => offer.trim())
  }).pipe(Effect.scoped)

/** Puts these beside the global object's own properties, until the scope ends. */
const standingIn = (globals: Readonly<Record<string, unknown>>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = Object.keys(globals).map(
        (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
      )
      for (const [name, value] of Object.entries(globals)) {
        Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
      }
      return before
    }),
    (before) =>
      Effect.sync(() => {
        for (const [name, property] of before) {
          if (property === undefined) Reflect.deleteProperty(globalThis, name)
          else Object.defineProperty(globalThis, name, property)
        }
      })
  )

describe("the key", () => {
  it.live("an ephemeral key travels as a subprotocol beside realtime", () =>
    Effect.gen(function* () {
      assert.deepEqual(yield* offered("ek_1"), ["realtime", "openai-insecure-api-key.ek_1"])
      assert.deepEqual(yield* offered(undefined), ["realtime"])
      assert.deepEqual(yield* offered("ek_1", {}, true), [
        "realtime",
        "openai-insecure-api-key.ek_1",
        "openai-beta.realtime-v1"
      ])
    })
  )

  for (const [where, globals] of [
    ["a page", { window: globalThis, document: {} }],
    ["a worker of a browser", { WorkerGlobalScope: Object, navigator: { userAgent: "Mozilla/5.0 (X11)" } }]
  ] as const) {
    it.live(
      `a key that is not ephemeral is refused in ${where} before anything is dialled, unless it is let through`,
      () =>
        Effect.gen(function* () {
          yield* standingIn(globals)
          const error = yield* Effect.flip(dial(1, "sk-lasting"))
          assert.strictEqual(error.reason._tag, "Protocol")
          assert.include(error.message, "ek_")
          assert.notInclude(error.message, "sk-lasting")
          assert.deepEqual(yield* offered("sk-lasting", { allowNonEphemeralKeys: true }), [
            "realtime",
            "openai-insecure-api-key.sk-lasting"
          ])
        }).pipe(Effect.scoped)
    )
  }

  for (const [where, globals] of [
    ["Node", {}],
    ["workerd", { WorkerGlobalScope: Object, navigator: { userAgent: "Cloudflare-Workers" } }],
    ["a worker of Deno", { WorkerGlobalScope: Object, navigator: { userAgent: "Deno/2.9.0" } }],
    ["a runtime that calls its global object window", { window: globalThis }]
  ] as const) {
    it.live(`a key that is not ephemeral is used in ${where}, which is no page`, () =>
      Effect.gen(function* () {
        yield* standingIn(globals)
        assert.deepEqual(yield* offered("sk-lasting"), ["realtime", "openai-insecure-api-key.sk-lasting"])
      }).pipe(Effect.scoped)
    )
  }

  for (const key of ["", " "]) {
    it.live(`the empty key ${JSON.stringify(key)} is refused before anything is dialled`, () =>
      Effect.gen(function* () {
        const dialled: Array<string> = []
        class Never extends Ws {
          constructor(url: string) {
            dialled.push(url)
            super(url)
          }
        }
        const error = yield* Effect.flip(dial(1, key, { WebSocket: Never, allowNonEphemeralKeys: true }))
        assert.strictEqual(error.reason._tag, "Protocol")
        assert.include(error.message, "the key is empty")
        assert.deepEqual(dialled, [])
      }).pipe(Effect.scoped)
    )
  }

  it.live("a key that no subprotocol can carry is refused without being quoted", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(dial(1, "ek_not valid"))
      assert.strictEqual(error.reason._tag, "Protocol")
      assert.notInclude(`${error.message} ${JSON.stringify(error)}`, "not valid")
    }).pipe(Effect.scoped)
  )
})

describe("ends", () => {
  it.live("a close reason does not quote the key", () =>
    Effect.gen(function* () {
      const { port, server } = yield* plainServer({ handleProtocols: () => "realtime" })
      server.on("connection", (ws) => ws.close(3000, "the key ek_0123456789 is wrong"))
      const connection = yield* dial(port, "ek_0123456789")
      assert.deepEqual(yield* connection.ended, closedBy("remote", 3000, "the key <redacted> is wrong"))
    }).pipe(Effect.scoped)
  )

  it.live("a port where nothing listens is Open", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(dial(yield* freePort))).reason._tag, "Open")
    }).pipe(Effect.scoped)
  )

  it.live("a refused key is Open too, since the platform does not tell", () =>
    Effect.gen(function* () {
      const { port } = yield* plainServer({ verifyClient: () => false })
      assert.strictEqual((yield* Effect.flip(dial(port, "ek_1"))).reason._tag, "Open")
    }).pipe(Effect.scoped)
  )

  it.effect("an unanswered handshake is Timeout", () =>
    Effect.gen(function* () {
      let arrived = () => {}
      const handshake = new Promise<void>((resolve) => (arrived = resolve))
      const port = yield* tcpServer((socket) => socket.on("data", () => arrived()))
      const opening = yield* Effect.forkChild(Effect.flip(dial(port)))
      yield* Effect.promise(() => handshake)
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude((yield* Fiber.join(opening)).reason, { _tag: "Timeout", afterMs: 10_000 })
    }).pipe(Effect.scoped)
  )

  for (const { asked, sent } of [
    { asked: 1000, sent: 1000 },
    { asked: 4001, sent: 4001 },
    { asked: 1008, sent: 4008 }
  ]) {
    it.live(`closing with ${asked} is ${sent} at both ends`, () =>
      Effect.gen(function* () {
        const { port, server } = yield* plainServer({ handleProtocols: () => "realtime" })
        const told = new Promise<readonly [number, string]>((resolve) => {
          server.on("connection", (ws) => ws.on("close", (code, reason) => resolve([code, reason.toString()])))
        })
        const connection = yield* dial(port)
        yield* connection.close(asked, "enough")
        assert.deepEqual(yield* connection.ended, closedBy("local", sent, "enough"))
        assert.deepEqual(yield* Effect.promise(() => told), [sent, "enough"])
      }).pipe(Effect.scoped)
    )
  }

  it.live("a frame over the limit is TooLarge and tells the peer 4009", () =>
    Effect.gen(function* () {
      const { port, server } = yield* plainServer({ handleProtocols: () => "realtime" })
      const told = new Promise<number>((resolve) => {
        server.on("connection", (ws) => {
          ws.on("close", resolve)
          ws.send("é".repeat(501))
        })
      })
      const connection = yield* dial(port, undefined, { maxEventBytes: 1000 })
      assert.deepInclude((yield* connection.ended).reason, { _tag: "TooLarge", bytes: 1002, direction: "incoming" })
      assert.strictEqual(yield* Effect.promise(() => told), 4009)
    }).pipe(Effect.scoped)
  )
})

describe("the constructor seam", () => {
  it.live("any WebSocket of this shape will do, ws's own too", () =>
    Effect.gen(function* () {
      const { port, server } = yield* plainServer({ handleProtocols: () => "realtime" })
      const got = new Promise<string>((resolve) => {
        server.on("connection", (ws) => ws.on("message", (data: Buffer) => resolve(data.toString())))
      })
      const connection = yield* browser.make({ WebSocket: Ws }).connect(conversation(port))
      yield* connection.send(clear)
      assert.strictEqual(yield* Effect.promise(() => got), JSON.stringify(clear))
    }).pipe(Effect.scoped)
  )

  it.effect("send waits at the mark until the platform has drained below it", () =>
    Effect.gen(function* () {
      const { connection, socket } = yield* faked({ highWaterBytes: 100 })
      for (const _ of [1, 2, 3]) yield* connection.send(clear)
      const waiting = yield* Effect.forkChild(connection.send(clear), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      assert.strictEqual(socket.sent, 3)
      assert.isUndefined(waiting.pollUnsafe())
      socket.bufferedAmount = 0
      yield* TestClock.adjust("20 millis")
      yield* Fiber.join(waiting)
      assert.strictEqual(socket.sent, 4)
    }).pipe(Effect.scoped)
  )

  it.effect("it looks for room only while someone waits", () =>
    Effect.gen(function* () {
      const { connection, socket } = yield* faked({ highWaterBytes: 100 })
      for (const _ of [1, 2, 3]) yield* connection.send(clear)
      const waiting = yield* Effect.forkChild(connection.send(clear), { startImmediately: true })
      socket.bufferedAmount = 0
      yield* TestClock.adjust("20 millis")
      yield* Fiber.join(waiting)
      yield* TestClock.adjust("20 millis")
      const { looks } = socket
      yield* TestClock.adjust("1 second")
      assert.strictEqual(socket.looks, looks)
    }).pipe(Effect.scoped)
  )

  it.effect("many waiting senders all get through as the platform drains", () =>
    Effect.gen(function* () {
      const { connection, socket } = yield* faked({ highWaterBytes: 100 })
      const senders = yield* Effect.forkChild(
        Effect.forEach(Array(50).keys(), () => connection.send(clear), { concurrency: "unbounded" })
      )
      for (let round = 0; round < 20; round++) {
        yield* TestClock.adjust("20 millis")
        assert.isAtMost(socket.bufferedAmount, 150)
        socket.bufferedAmount = 0
      }
      yield* Fiber.join(senders)
      assert.strictEqual(socket.sent, 50)
    }).pipe(Effect.scoped)
  )

  it.effect("a platform that drains nothing while a send waits ends as Dead, and tells the peer", () =>
    Effect.gen(function* () {
      const { connection, socket } = yield* faked({ highWaterBytes: 100, drainTimeout: "5 seconds" })
      const sending = yield* Effect.forkChild(Effect.flip(Effect.forever(connection.send(clear))), {
        startImmediately: true
      })
      for (const _ of [1, 2, 3, 4]) yield* TestClock.adjust("1 second")
      socket.bufferedAmount -= 1
      yield* TestClock.adjust("4980 millis")
      assert.isUndefined(sending.pollUnsafe())
      yield* TestClock.adjust("40 millis")
      assert.strictEqual((yield* Fiber.join(sending)).reason._tag, "Dead")
      assert.strictEqual(socket.closedWith, 4008)
    }).pipe(Effect.scoped)
  )
})

describe("a half-open connection of a page", () => {
  it.effect("is Dead once bytes stand still for the drain deadline, far below the mark and though no send waits", () =>
    Effect.gen(function* () {
      const { connection, socket } = yield* faked({ drainTimeout: "30 seconds" })
      const ended = yield* Effect.forkChild(connection.ended, { startImmediately: true })
      yield* connection.send(clear)
      yield* TestClock.adjust("29 seconds")
      yield* connection.send(clear)
      assert.isUndefined(ended.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(ended)).reason._tag, "Dead")
      assert.strictEqual(socket.closedWith, 4008)
    }).pipe(Effect.scoped)
  )

  it.effect("is no such one while bytes leave, however slowly, or while there are none", () =>
    Effect.gen(function* () {
      const { connection, socket } = yield* faked({ drainTimeout: "30 seconds" })
      const ended = yield* Effect.forkChild(connection.ended, { startImmediately: true })
      yield* connection.send(clear)
      for (let round = 0; round < 6; round++) {
        yield* TestClock.adjust("20 seconds")
        // As many as are added leave.
        socket.bufferedAmount -= 1
        yield* connection.send(clear)
      }
      socket.bufferedAmount = 0
      yield* TestClock.adjust("10 minutes")
      assert.isUndefined(ended.pollUnsafe())
    }).pipe(Effect.scoped)
  )
})

describe("a platform that does not answer", () => {
  it.effect("an opening that timed out closes its socket", () =>
    Effect.gen(function* () {
      const { connect, made } = fakes({ opens: false })
      const opening = yield* Effect.forkChild(Effect.flip(connect({})), { startImmediately: true })
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(opening)).reason._tag, "Timeout")
      assert.strictEqual(made[0]?.readyState, 3)
    }).pipe(Effect.scoped)
  )

  it.effect("a close returns after the close deadline, and send fails from its beginning", () =>
    Effect.gen(function* () {
      const { connection, socket } = yield* faked({ closeTimeout: "2 seconds" })
      socket.answersClose = false
      const closing = yield* Effect.forkChild(connection.close(4000), { startImmediately: true })
      const sending = yield* Effect.forkChild(Effect.flip(connection.send(clear)), { startImmediately: true })
      assert.deepEqual(yield* Fiber.join(sending), closedBy("local", 4000))
      yield* TestClock.adjust("1999 millis")
      assert.isUndefined(closing.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(closing)
      assert.deepEqual(yield* connection.ended, closedBy("local", 4000))
      socket.answersClose = true
      socket.close()
    }).pipe(Effect.scoped)
  )
})

/** A platform socket whose `bufferedAmount` drains only by hand. */
class FakeSocket implements PlatformWebSocket {
  readyState = 0
  looks = 0
  #unwritten = 0
  binaryType = "blob"
  sent = 0
  closedWith: number | undefined
  answersClose = true
  readonly #listeners = new Map<string, (event: FakeEvent) => void>()
  get bufferedAmount(): number {
    this.looks += 1
    return this.#unwritten
  }
  set bufferedAmount(bytes: number) {
    this.#unwritten = bytes
  }
  send(data: string): void {
    this.sent += 1
    this.bufferedAmount += data.length
  }
  close(code = 1005, reason = ""): void {
    this.readyState = this.answersClose ? 3 : 2
    this.closedWith ??= code
    if (this.answersClose) this.emit("close", { data: undefined, code, reason })
  }
  addEventListener(type: string, listener: (event: FakeEvent) => void): void {
    this.#listeners.set(type, listener)
  }
  open(): void {
    this.readyState = 1
    this.emit("open", { data: undefined, code: 0, reason: "" })
  }
  emit(type: string, event: FakeEvent): void {
    this.#listeners.get(type)?.(event)
  }
}

interface FakeEvent {
  readonly data: unknown
  readonly code: number
  readonly reason: string
}

/** Connects through fake sockets, and the sockets made. */
const fakes = ({ opens }: { readonly opens: boolean }) => {
  const made: Array<FakeSocket> = []
  const WebSocket = class extends FakeSocket {
    constructor() {
      super()
      made.push(this)
      if (opens) queueMicrotask(() => this.open())
    }
  }
  return { made, connect: (options: WebSocketOptions) => make({ ...options, WebSocket }).connect(conversation(1)) }
}

/** An open connection on a fake socket. */
const faked = (options: WebSocketOptions) =>
  Effect.gen(function* () {
    const { connect, made } = fakes({ opens: true })
    const connection = yield* connect(options)
    const [socket] = made
    return socket === undefined ? yield* Effect.die("nothing was dialled") : { connection, socket }
  })
