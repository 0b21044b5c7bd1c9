import { connect, RealtimeError } from "@antiphon/client"
import { createClientSecret } from "@antiphon/client/http"
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, Keys, makeGate, makeHandler, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { createServer, type Server } from "node:http"

/** Starts a server that mints keys over HTTP and admits clients that use one. */
const served = Effect.gen(function* () {
  const handler = yield* makeHandler()
  const gate = yield* makeGate({})
  const answer = async (url: string, headers: HeadersInit, body: string) =>
    Effect.runPromise(handler(new Request(new URL(url, "http://127.0.0.1"), { method: "POST", headers, body })))
  const server = yield* Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<Server>((resolve) => {
          const made = createServer(async (request, response) => {
            let body = ""
            for await (const chunk of request) body += String(chunk)
            const { authorization = "", "content-type": type = "" } = request.headers
            const answered = await answer(request.url ?? "/", { authorization, "content-type": type }, body)
            response.writeHead(answered.status).end(await answered.text())
          })
          made.listen(0, "127.0.0.1", () => resolve(made))
        })
    ),
    (made) =>
      Effect.sync(() => {
        made.closeAllConnections()
        made.close()
      })
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
  return `http://127.0.0.1:${listener.address.port}/v1`
})

it.live("a client secret opens a session with its own settings, and no other key opens one", () =>
  Effect.gen(function* () {
    const url = yield* served
    yield* Effect.promise(async () => {
      const instructions = "Answer in verse."
      const earliest = Math.floor(Date.now() / 1000) * 1000 + 60_000
      const secret = await createClientSecret({
        url,
        key: "sk-backend",
        session: { type: "realtime", instructions },
        expiresAfterSeconds: 60
      })
      assert.match(secret.value, /^ek_/)
      const expiry = secret.expiresAt?.getTime() ?? 0
      assert.isAtLeast(expiry, earliest)
      assert.isAtMost(expiry, Math.ceil(Date.now() / 1000) * 1000 + 60_000)
      await using session = await connect({ url, model: "gpt-realtime", key: async () => secret.value })
      const config = session.state.session
      assert(config?.type === "realtime" && "instructions" in config)
      assert.strictEqual(config.instructions, instructions)

      const codes: Array<string> = []
      for (const attempt of [
        () => connect({ url, model: "gpt-realtime", key: "sk-stolen" }),
        () => createClientSecret({ url, key: "sk-stolen" }),
        () => createClientSecret({ url, key: secret.value })
      ]) {
        try {
          await attempt()
        } catch (error) {
          assert.instanceOf(error, RealtimeError)
          codes.push(error.code)
        }
      }
      assert.deepStrictEqual(codes, ["unauthorized", "unauthorized", "unauthorized"])
    })
  }).pipe(
    Effect.provide(Keys.layer({ apiKeys: [Redacted.make("sk-backend")] })),
    Effect.provide(Engine.scripted({ turns: [{ say: "Yes." }] }))
  )
)
