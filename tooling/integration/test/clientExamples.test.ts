import { connect } from "@antiphon/client"
import { ClientEvent, ServerEvent, Translation } from "@antiphon/core"
import { Engine, Keys, makeGate, makeHandler, serve, serveTranslation } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { tone } from "./clientServed.ts"

const folder = new URL("../../../packages/client/examples/", import.meta.url)
const path = (name: string) => fileURLToPath(new URL(name, folder))
const speech = fileURLToPath(new URL("../../../apps/terminal/assets/user-turn.wav", import.meta.url))
const env = (port: number) => ({ REALTIME_URL: `http://127.0.0.1:${port}/v1`, OPENAI_API_KEY: "sk-any", PORT: "0" })

const printed = async (example: string, port: number): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [path(example), speech], { env: env(port) })
  return stdout
}

it("every example has fewer than 25 lines", () => {
  const examples = readdirSync(folder)
  assert.isAtLeast(examples.length, 5)
  for (const name of examples) assert.isBelow(readFileSync(path(name), "utf8").split("\n").length, 26, name)
})

it.live("the example of transcription prints the words in the file", () =>
  Effect.gen(function* () {
    const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
    yield* Effect.forkScoped(listener.run((connection, handshake) => serve(connection, handshake)))
    const stdout = yield* Effect.promise(() => printed("transcription.ts", listener.address.port))
    assert.strictEqual(stdout, "Had he married a more amiable woman.\n")
  }).pipe(Effect.provide(Engine.scripted({ turns: [{ heard: "Had he married a more amiable woman." }] })))
)

it.live("the example of translation prints the translation and the duration of its speech", () =>
  Effect.gen(function* () {
    const vocabulary = { incoming: Translation.ClientEvent, outgoing: Translation.ServerEvent }
    const listener = yield* listen({ vocabulary })
    yield* Effect.forkScoped(listener.run((connection, handshake) => serveTranslation(connection, handshake)))
    const stdout = yield* Effect.promise(() => printed("translation.ts", listener.address.port))
    assert.strictEqual(stdout, "Buenos días.\n700 ms of speech\n")
  }).pipe(
    Effect.provide(Engine.scripted({ turns: [{ heard: "Good morning.", say: "Buenos días.", voice: tone(700) }] }))
  )
)

/** Starts an HTTP server with the protocol's endpoints. */
const served = Effect.gen(function* () {
  const handler = yield* makeHandler()
  const gate = yield* makeGate()
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).map(String).join("")
    const headers = { authorization: request.headers.authorization ?? "", "content-type": "application/json" }
    const asked = new Request(new URL(request.url ?? "/", "http://127.0.0.1"), { method: "POST", headers, body })
    const answer = await Effect.runPromise(handler(asked))
    response.writeHead(answer.status).end(await answer.text())
  })
  yield* Effect.acquireRelease(
    Effect.promise(async () => once(server.listen(0, "127.0.0.1"), "listening")),
    () => Effect.sync(() => server.close())
  )
  const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }
  const listener = yield* listen({ vocabulary, server, admit: gate.admit })
  yield* Effect.forkScoped(
    listener.run((connection, offered) =>
      Effect.flatMap(gate.enter(connection, offered), ({ handshake, session }) =>
        serve(connection, handshake, { session })
      )
    )
  )
  return listener.address.port
})

it.live("the example of a token endpoint returns keys that open a session", () =>
  Effect.gen(function* () {
    const port = yield* served
    const endpoint = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, [path("tokenEndpoint.ts")], { env: env(port) })),
      (child) => Effect.sync(() => child.kill())
    )
    yield* Effect.promise(async () => {
      const [said] = await once(endpoint.stdout, "data")
      const tokenPort = /port: (\d+)/.exec(String(said))?.[1]
      const response = await fetch(`http://127.0.0.1:${tokenPort}/`)
      assert.strictEqual(response.headers.get("cache-control"), "no-store")
      const key = await response.text()
      assert.match(key, /^ek_/)
      await using session = await connect({ url: `ws://127.0.0.1:${port}/v1`, model: "gpt-realtime", key })
      assert.strictEqual(session.state.session?.type, "realtime")
    })
  }).pipe(
    Effect.provide(Keys.layer({ apiKeys: [Redacted.make("sk-any")] })),
    Effect.provide(Engine.scripted({ turns: [{ say: "Yes." }] }))
  )
)
