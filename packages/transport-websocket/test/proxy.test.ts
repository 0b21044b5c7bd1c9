/** A connection goes through the proxy that the environment names, as `fetch` does, and through an agent of the caller's. */
import { make } from "@antiphon/transport-websocket/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { Agent, createServer } from "node:http"
import { createServer as createSecureServer } from "node:https"
import { connect, type Socket } from "node:net"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { WebSocketServer } from "ws"
import { proxyOf, usesProxies } from "../src/node/proxyOf.ts"
import { closedBy, conversation } from "./dial.ts"
import { freePort, plainServer, portOf, tcpServer } from "./plain.ts"

/** An HTTP proxy that knows CONNECT alone. It tells what it was asked for. */
const proxy = (status = 200) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const asked: Array<string> = []
      const sockets = new Set<Socket>()
      const server = createServer((_request, response) => response.writeHead(501).end())
      server.on("connect", ({ headers, url = "" }, socket: Socket) => {
        asked.push([url, headers["proxy-authorization"] ?? "", headers.authorization ?? ""].join("|"))
        sockets.add(socket)
        if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
        const [host = "", port] = url.split(":")
        const far = connect(Number(port), host, () => {
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
          socket.pipe(far).pipe(socket)
        })
        far.on("error", () => socket.destroy())
        socket.on("error", () => far.destroy())
      })
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      return { asked, server, sockets, port: portOf(server.address()) }
    }),
    ({ server, sockets }) =>
      Effect.sync(() => {
        for (const socket of sockets) socket.destroy()
        server.close()
        server.closeAllConnections()
      })
  )

/** The environment of this process with these names, until the scope ends. */
const environment = (names: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = { ...process.env }
      for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]) {
        delete process.env[name]
        delete process.env[name.toLowerCase()]
      }
      Object.assign(process.env, { NODE_USE_ENV_PROXY: "1", ...names })
      return before
    }),
    (before) =>
      Effect.sync(() => {
        for (const name of Object.keys(process.env)) delete process.env[name]
        Object.assign(process.env, before)
      })
  )

const farewell = closedBy("remote", 1000, "reached")

/** A server that closes each connection with a farewell. */
const reached = Effect.map(plainServer(), ({ port, server }) => {
  server.on("connection", (ws) => ws.close(1000, "reached"))
  return port
})

describe("the environment's proxy", () => {
  it.live("is asked for the way by CONNECT, with its own credentials and without the key", () =>
    Effect.gen(function* () {
      const [port, { asked, port: at }] = [yield* reached, yield* proxy()]
      yield* environment({ HTTP_PROXY: `http://user:p%40ss@127.0.0.1:${at}` })
      const connection = yield* make().connect(conversation(port, { credential: Redacted.make("sk-secret-1") }))
      assert.deepEqual(yield* connection.ended, farewell)
      assert.deepEqual(asked, [`127.0.0.1:${port}|Basic ${Buffer.from("user:p@ss").toString("base64")}|`])
    }).pipe(Effect.scoped)
  )

  it.live("leads to wss too, with TLS to the server and not to the proxy", () =>
    Effect.gen(function* () {
      const pem = (name: string) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url))
      const server = yield* Effect.acquireRelease(
        Effect.promise(async () => {
          const made = createSecureServer({ key: pem("key"), cert: pem("cert") })
          new WebSocketServer({ server: made }).on("connection", (ws) => ws.close(1000, "reached"))
          made.listen(0, "127.0.0.1")
          await once(made, "listening")
          return made
        }),
        (made) => Effect.sync(() => made.close())
      )
      const { asked, port: at } = yield* proxy()
      const trusted = getCACertificates()
      setDefaultCACertificates([...trusted, pem("cert").toString()])
      yield* Effect.addFinalizer(() => Effect.sync(() => setDefaultCACertificates(trusted)))
      yield* environment({ https_proxy: `127.0.0.1:${at}` })
      const base = `wss://localhost:${portOf(server.address())}`
      const connection = yield* make().connect(conversation(0, { base }))
      assert.deepEqual(yield* connection.ended, farewell)
      assert.deepEqual(asked, [`localhost:${portOf(server.address())}||`])
    }).pipe(Effect.scoped)
  )

  for (const [says, names] of [
    ["where NO_PROXY names the host", { NO_PROXY: "example.com, 127.0.0.1" }],
    ["if Node does not use it", { NODE_USE_ENV_PROXY: "0" }]
  ] as const) {
    it.live(`is not asked ${says}`, () =>
      Effect.gen(function* () {
        const port = yield* reached
        yield* environment({ HTTP_PROXY: `http://127.0.0.1:${yield* freePort}`, ...names })
        const connection = yield* make().connect(conversation(port))
        assert.deepEqual(yield* connection.ended, farewell)
      }).pipe(Effect.scoped)
    )
  }

  it.live("is not asked where the caller gives an agent, whose sockets are used", () =>
    Effect.gen(function* () {
      const port = yield* reached
      yield* environment({ HTTP_PROXY: `http://127.0.0.1:${yield* freePort}` })
      const opened: Array<unknown> = []
      const agent = new Agent()
      agent.createConnection = (options) => {
        opened.push(options.port)
        return connect(Number(options.port), "127.0.0.1")
      }
      const connection = yield* make({ agent }).connect(conversation(port))
      assert.deepEqual(yield* connection.ended, farewell)
      assert.lengthOf(opened, 1)
    }).pipe(Effect.scoped)
  )

  for (const status of [407, 502]) {
    it.live(`that refuses with ${status} is Open with the status, and tells neither password nor key`, () =>
      Effect.gen(function* () {
        const { port: at } = yield* proxy(status)
        yield* environment({ HTTP_PROXY: `http://user:hidden@127.0.0.1:${at}` })
        const error = yield* Effect.flip(make().connect(conversation(1)))
        assert.deepInclude(error.reason, { _tag: "Open", status })
        assert.include(error.message, `the proxy 127.0.0.1:${at} refused the way to 127.0.0.1:1: HTTP ${status}`)
        assert.notInclude(JSON.stringify(error), "hidden")
      }).pipe(Effect.scoped)
    )
  }

  it.live("that is not there is Open, and one of another kind Protocol", () =>
    Effect.gen(function* () {
      yield* environment({ HTTP_PROXY: `http://127.0.0.1:${yield* freePort}` })
      const absent = yield* Effect.flip(make().connect(conversation(1)))
      assert.strictEqual(absent.reason._tag, "Open")
      assert.match(absent.message, /the proxy .* opens no way to 127\.0\.0\.1:1: .*ECONNREFUSED/)
      process.env["HTTP_PROXY"] = "socks5://127.0.0.1:1"
      const other = yield* Effect.flip(make().connect(conversation(1)))
      assert.deepInclude(other.reason, { _tag: "Protocol" })
    }).pipe(Effect.scoped)
  )

  it.live("that does not answer is let go when the opening is interrupted", () =>
    Effect.gen(function* () {
      const [asked, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const at = yield* tcpServer((socket) =>
        socket.on("data", () => asked.resolve()).on("close", () => left.resolve())
      )
      yield* environment({ HTTP_PROXY: `http://127.0.0.1:${at}` })
      const opening = yield* Effect.forkChild(make().connect(conversation(1)))
      yield* Effect.promise(() => asked.promise)
      yield* Fiber.interrupt(opening)
      yield* Effect.promise(() => left.promise)
    }).pipe(Effect.scoped)
  )
})

describe("which proxy is used", () => {
  const proxies = { HTTP_PROXY: "http://plain", HTTPS_PROXY: "http://secure" }
  const of = (url: string, env: Readonly<Record<string, string>>) => proxyOf(new URL(url), env)

  it("goes by the address, and small letters come first", () => {
    assert.strictEqual(of("ws://a", proxies), "http://plain")
    assert.strictEqual(of("wss://a", proxies), "http://secure")
    assert.strictEqual(of("wss://a", { ...proxies, https_proxy: "http://small" }), "http://small")
    assert.strictEqual(of("wss://a", { HTTP_PROXY: "http://plain" }), "http://plain")
    assert.isUndefined(of("ws://a", { HTTPS_PROXY: "http://secure" }))
    assert.isUndefined(of("ws://a", { HTTP_PROXY: " " }))
  })

  for (const [excepted, url, isExcepted] of [
    ["*", "wss://a.example", true],
    ["a.example", "wss://a.example", true],
    ["A.Example", "wss://a.example", true],
    ["example", "wss://a.example", false],
    [".example", "wss://a.example", true],
    ["b, *.example", "wss://a.example", true],
    ["a.example:443", "wss://a.example", true],
    ["a.example:8443", "wss://a.example", false],
    ["10.0.0.0/8", "ws://10.1.2.3", true],
    ["10.0.0.1-10.0.0.9", "ws://10.0.0.5", true],
    ["10.0.0.1-10.0.0.9", "ws://10.0.0.10", false],
    ["::1", "ws://[::1]:80", true],
    ["[::1]:80", "ws://[::1]", true],
    ["nonsense/x,,", "ws://10.1.2.3", false]
  ] as const) {
    it(`for ${url} is ${isExcepted ? "none" : "the proxy"} with NO_PROXY=${excepted}`, () => {
      assert.strictEqual(of(url, { ...proxies, NO_PROXY: excepted }) === undefined, isExcepted)
    })
  }

  it("is none unless Node uses proxies", () => {
    assert.isFalse(usesProxies({}, []))
    assert.isTrue(usesProxies({ NODE_USE_ENV_PROXY: "1" }, []))
    assert.isTrue(usesProxies({}, ["--use-env-proxy"]))
    assert.isTrue(usesProxies({ NODE_OPTIONS: "--no-warnings --use-env-proxy" }, []))
  })
})
