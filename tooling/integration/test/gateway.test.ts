/** Runs the unmodified official clients, and ours, through a node of the gateway. */
import { connect } from "@antiphon/client"
import { MemoryStore, memoryEngine, type Token, token } from "@antiphon/gateway"
import { gaUpstream, serveNode } from "@antiphon/gateway/node"
import type { Script } from "@antiphon/server"
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from "@openai/agents-realtime"
import { assert, describe, it } from "@effect/vitest"
import { make as makeTransport } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import OpenAI from "openai"
import { OpenAIRealtimeWS } from "openai/realtime/ws"
import { certificate } from "./certificate.ts"
import { apiKey, gatedServer } from "./gatedServer.ts"

const nameOf = (text: string): Token => {
  const name = token(text)
  if (name === undefined) throw new TypeError(text)
  return name
}

const tenantKey = "sk-of-a-tenant-of-the-gateway"
const tenants = [{ name: nameOf("acme"), keys: [Redacted.make(tenantKey)] }]
const tokenSecrets = [Redacted.make("a secret of all nodes")]

/** Starts nodes that share a store, in front of a server that only the gateway has the key of. */
const nodesOf = Effect.fnUntraced(function* (script: Script, tls?: { readonly cert: string; readonly key: string }) {
  const { port } = yield* gatedServer(script)
  const upstream = gaUpstream({ base: `ws://127.0.0.1:${port}/v1`, key: Redacted.make(apiKey) })
  const store = new MemoryStore()
  const start = (name: string) =>
    serveNode({
      node: nameOf(name),
      upstream,
      tenants,
      tokenSecrets,
      flushMs: 20,
      host: "localhost",
      ...(tls && { tls })
    }).pipe(Effect.provide(memoryEngine({ node: nameOf(name), store })))
  return { store, start }
})

describe("through the gateway", () => {
  it.live("the official `openai` client holds a conversation with a key of the tenant", () =>
    Effect.gen(function* () {
      const { cert, key } = yield* certificate
      const { start, store } = yield* nodesOf({ turns: [{ say: "Good morning." }] }, { cert, key })
      const { port } = yield* start("a")
      const openai = new OpenAI({ apiKey: tenantKey, baseURL: `https://localhost:${port}/v1` })
      const client = yield* Effect.acquireRelease(
        Effect.sync(() => new OpenAIRealtimeWS({ model: "gpt-realtime", options: { ca: cert } }, openai)),
        (each) => Effect.sync(() => each.socket.terminate())
      )
      const said = yield* Effect.callback<string, Error>((resume) => {
        client.on("error", (error) => resume(Effect.fail(error)))
        client.on("session.created", () => client.send({ type: "response.create" }))
        client.on("response.output_audio_transcript.done", ({ transcript }) => resume(Effect.succeed(transcript)))
      })
      assert.strictEqual(said, "Good morning.")
      assert.strictEqual(store.records.size, 1)
    }).pipe(Effect.scoped)
  )

  it.live("the official agents client holds a conversation with a secret that the gateway minted", () =>
    Effect.gen(function* () {
      const { start } = yield* nodesOf({ turns: [{ say: "Good evening." }] })
      const { port } = yield* start("a")
      const secret = yield* Effect.promise(async () => {
        const answer = await fetch(`http://localhost:${port}/v1/realtime/client_secrets`, {
          method: "POST",
          headers: { authorization: `Bearer ${tenantKey}` },
          body: JSON.stringify({ session: { type: "realtime", model: "gpt-realtime" } })
        })
        return (await answer.json()).value as string
      })
      assert.match(secret, /^ek_/)
      const transport = new OpenAIRealtimeWebSocket({ url: `ws://localhost:${port}/v1/realtime?model=gpt-realtime` })
      const agent = new RealtimeAgent({ name: "guide", instructions: "Be brief." })
      const session = yield* Effect.acquireRelease(
        Effect.sync(() => new RealtimeSession(agent, { transport, model: "gpt-realtime" })),
        (each) => Effect.sync(() => each.close())
      )
      const said = Effect.callback<string>((resume) => {
        session.on("agent_end", (_context, _agent, output) => resume(Effect.succeed(output)))
      })
      yield* Effect.promise(() => session.connect({ apiKey: secret }))
      session.sendMessage("Hello")
      assert.strictEqual(yield* said, "Good evening.")
    }).pipe(Effect.scoped)
  )

  it.live("our client goes on with the same session on another node when its node drains", () =>
    Effect.gen(function* () {
      const { start, store } = yield* nodesOf({ turns: [{ say: "First." }] })
      const [a, b] = [yield* start("a"), yield* start("b")]
      // Stands for the balancer in front of the nodes.
      let port = a.port
      const transport = makeTransport()
      const through: typeof transport = {
        connect: (endpoint) => transport.connect({ ...endpoint, base: `ws://localhost:${port}/v1` })
      }
      const session = yield* Effect.acquireRelease(
        Effect.promise(() =>
          connect({ url: "ws://localhost/v1", key: tenantKey, model: "gpt-realtime", transport: through })
        ),
        (each) => Effect.promise(() => each.close())
      )
      const turn = (text: string) =>
        Effect.promise(async () => {
          const { response } = await session.sendText(text)
          let words = ""
          for await (const word of response.transcript()) words += word
          return words
        })
      assert.strictEqual(yield* turn("Hi"), "First.")
      const resumed = Effect.callback<ReadonlyArray<unknown>>((resume) => {
        session.on("resumed", ({ lost }) => resume(Effect.succeed(lost)))
      })
      const waiting = yield* Effect.forkChild(resumed)
      yield* Effect.yieldNow
      port = b.port
      yield* a.drain
      assert.deepStrictEqual(yield* Fiber.join(waiting), [])
      // The script of the server begins again with each connection.
      assert.strictEqual(yield* turn("Go on"), "First.")
      assert.deepStrictEqual(
        [...store.records.values()].map(({ epoch, node, state }) => [epoch, String(node), state]),
        [[2, "b", "live"]]
      )
    }).pipe(Effect.scoped)
  )
})
