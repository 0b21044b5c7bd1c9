import { findNats, startServer } from "@antiphon/nats-server"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { readFileSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { join } from "node:path"
import { connect } from "./rawClient.ts"
import { antiphon, folder, serving } from "./run.ts"

const secrets = { ANTIPHON_GATEWAY_SECRETS: "new,old" }

/** The offline server takes a while to load, and none of this is about it. */
const elsewhere = ["--upstream", "ws://127.0.0.1:1/v1"]

const refused = (flags: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  Effect.map(antiphon(["gateway", "--port", "0", ...elsewhere, ...flags], env), ({ code, stderr }) => {
    assert.strictEqual(code, 1)
    return stderr
  })

describe("antiphon gateway", () => {
  it.live("refuses what cannot work with one line that says what to do", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "tenants.json")
      assert.include(yield* refused(["--host", "0.0.0.0"]), "give --tenants FILE")
      assert.include(yield* refused(["--cert", path]), "TLS needs both --cert and --key")
      assert.include(yield* refused(["--node", "a.b"]), "--node needs a name")
      assert.include(yield* refused(["--tenants", path]), "cannot be read")
      writeFileSync(path, '{"tenants":[{"name":"a.b","keys":["sk-12345678"]}]}')
      assert.include(yield* refused(["--tenants", path]), "tenant 'a.b' needs a name")
      // Shells of Windows write a byte order mark, or UTF-16.
      const tenants = '\ufeff{"tenants":[{"name":"a.b","keys":["sk-12345678"]}]}'
      for (const encoding of ["utf8", "utf16le"] as const) {
        writeFileSync(path, tenants, encoding)
        assert.include(yield* refused(["--tenants", path]), "tenant 'a.b' needs a name", encoding)
      }
      writeFileSync(path, '{"tenants":[{"name":"acme","keys":["short"]}]}')
      assert.include(yield* refused(["--tenants", path]), "shorter than 8")
      writeFileSync(path, "[]")
      assert.include(yield* refused(["--tenants", path]), "is not a list of tenants")
      assert.include(yield* refused(["--nats", "nats://127.0.0.1:1"]), "needs ANTIPHON_GATEWAY_SECRETS")
      assert.include(yield* refused(["--nats", "localhost:4222"], secrets), "--nats needs addresses")
      assert.include(yield* refused(["--nats", "nats://127.0.0.1:1"], secrets), "no server of 127.0.0.1:1 answers")
      const credentials = { ...secrets, ANTIPHON_NATS_CREDENTIALS: "/none" }
      assert.include(yield* refused(["--nats", "nats://127.0.0.1:1"], credentials), "cannot be read")
    })
  )

  it.live("exports metrics and traces to the collector that the environment names", () =>
    Effect.gen(function* () {
      const received = { traces: "", metrics: "" }
      const collector = yield* Effect.acquireRelease(
        Effect.callback<Server>((resume) => {
          const server: Server = createServer((request, response) => {
            const kind = request.url === "/v1/traces" ? "traces" : request.url === "/v1/metrics" ? "metrics" : undefined
            request.on("data", (data) => {
              if (kind !== undefined) received[kind] += String(data)
            })
            request.on("end", () => response.end("{}"))
          })
          server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )
      const address = collector.address()
      const port = typeof address === "object" ? address?.port : 0
      const { url } = yield* serving(["--engine", "echo"])
      const node = yield* serving(
        ["--node", "n7", "--upstream", url],
        { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
        ["gateway", "--port", "0"]
      )
      const user = yield* connect(`${node.url}?model=m`)
      yield* user.next("session.created")
      yield* node.terminate
      for (const name of ["Gateway.open", "Gateway.upstream", "Gateway.drain", "antiphon-gateway"])
        assert.include(received.traces, name)
      assert.match(received.metrics, /antiphon_gateway_sessions_opened_total.*?"n7"/)
    }).pipe(Effect.scoped)
  )

  it.live("serves tenants on a folder over TLS, and a node on NATS, and SIGTERM drains both", () =>
    Effect.gen(function* () {
      const nats = yield* Effect.acquireRelease(
        Effect.promise(() => startServer({ binary: findNats() })),
        (server) => Effect.promise(() => server.remove())
      )
      const home = yield* folder
      const { url } = yield* serving(["--engine", "echo"])
      const tenants = join(home, "tenants.json")
      writeFileSync(tenants, '{"tenants":[{"name":"acme","keys":["sk-of-acme-1"],"maxSessions":1,"models":["m"]}]}')
      const engines = [
        ["--folder", join(home, "data"), "--tls"],
        ["--nats", nats.url, "--folder", join(home, "spill")]
      ]
      for (const engine of engines) {
        const flags = ["--node", "n1", "--tenants", tenants, "--drain-seconds", "5", "--upstream", url, ...engine]
        const node = yield* serving(flags, secrets, ["gateway", "--port", "0"])
        const isSecure = engine.includes("--tls")
        assert.strictEqual(node.url.startsWith("wss://"), isSecure)
        const ca = isSecure ? readFileSync(String((yield* node.logged("made a certificate"))["path"])) : []
        const options = { headers: { authorization: "Bearer sk-of-acme-1" }, ca }
        const user = yield* connect(`${node.url}?model=m&antiphon=resume-v1`, options)
        yield* user.next("session.created")
        assert.strictEqual((yield* user.next("antiphon.session"))["node"], "n1")
        const other = yield* connect(`${node.url}?model=other`, options)
        assert.strictEqual(yield* other.ended, 403)
        const second = yield* connect(`${node.url}?model=m`, options)
        assert.strictEqual(yield* second.ended, 429)
        const stopping = yield* Effect.forkChild(node.terminate)
        yield* user.next("antiphon.move")
        assert.strictEqual(yield* user.ended, 1012)
        yield* Fiber.join(stopping)
      }
      assert.include(readFileSync(join(home, "data", "sessions.jsonl"), "utf8"), '"state":"suspended"')
    }).pipe(Effect.scoped)
  )
})
