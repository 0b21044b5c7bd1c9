import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { MemoryStore } from "@antiphon/gateway"
import { client, get, name, nodeOf, upstream } from "./rig.ts"

describe("a node", () => {
  it.live("a client talks through the node, and the log holds the conversation without its audio", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const node = yield* nodeOf("a", store, { upstream: yield* upstream(["Hello there."]) })
      const user = yield* client(node)
      yield* user.next("session.created")
      user.ask("Hi")
      const done = yield* user.next("response.done")
      assert.strictEqual((done["response"] as { status: string }).status, "completed")
      assert.isAbove(user.count("response.output_audio.delta"), 0)
      assert.strictEqual(user.count("antiphon.session"), 0)
      const [session = assert.fail("no session")] = node.context.sessions.values()
      user.socket.close()
      yield* Deferred.await(session.settled)
      const lines = [...store.logs.values()].flat().flatMap(({ lines }) => lines)
      assert.isTrue(lines.some((line) => line.includes('"place":{')))
      assert.isFalse(lines.some((line) => line.includes("output_audio.delta")))
      assert.isTrue(lines.at(-1)?.includes('"k":"end"'))
      const usage = [...store.usage.values()].flatMap(({ records }) => records)
      assert.strictEqual(usage.length, 1)
      assert.isAbove([...store.audio.values()].flatMap((each) => [...each.values()]).length, 0)
    }).pipe(Effect.scoped)
  )

  it.live("keys, client secrets, lists, sidebands and hang-up", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const tenants = [
        { name: name("acme"), keys: [Redacted.make("sk-acme")], maxSessions: 1 },
        { name: name("other"), keys: [Redacted.make("sk-other")] }
      ]
      const up = yield* upstream(["One.", "Two."])
      const a = yield* nodeOf("a", store, { upstream: up, tenants })
      const b = yield* nodeOf("b", store, { upstream: up, tenants })
      const stranger = yield* client(a, "model=gpt-realtime", ["realtime"], "sk-wrong")
      assert.include((yield* stranger.end)[1], "401")
      const minted = yield* get(a, "/v1/realtime/client_secrets", "sk-acme", {
        method: "POST",
        body: JSON.stringify({ session: { type: "realtime", instructions: "Be brief." } })
      })
      assert.strictEqual(minted.status, 200)
      const user = yield* client(b, "model=gpt-realtime", ["realtime"], minted.body.value)
      const created = yield* user.next("session.created")
      assert.strictEqual((created["session"] as { instructions: string }).instructions, "Be brief.")
      const second = yield* client(a, "model=gpt-realtime", ["realtime"], "sk-acme")
      assert.include((yield* second.end)[1], "429")
      const list = yield* get(a, "/v1/sessions", "sk-acme")
      assert.deepStrictEqual(
        list.body.data.map(({ node, state }: { node: string; state: string }) => [node, state]),
        [["b", "live"]]
      )
      assert.strictEqual((yield* get(a, "/v1/sessions", "sk-other")).body.data.length, 0)
      const { sid } = list.body.data[0]
      const foreign = yield* client(a, `call_id=${sid}`, ["realtime"], "sk-other")
      assert.include((yield* foreign.end)[1], "404")
      const sideband = yield* client(a, `call_id=${sid}`, ["realtime"], "sk-acme")
      yield* sideband.next("session.created")
      sideband.ask("From the side")
      yield* sideband.next("response.done")
      yield* user.next("response.done")
      assert.strictEqual(sideband.count("response.output_audio.delta"), 0)
      const lines = [...store.logs.values()].flat().flatMap(({ lines }) => lines)
      assert.strictEqual(lines.filter((line) => line.includes('"by":"inject:')).length, 2)
      assert.strictEqual((yield* get(a, `/v1/realtime/calls/${sid}/hangup`, "sk-acme", { method: "POST" })).status, 200)
      assert.deepStrictEqual(yield* user.end, [1000, "hung up"])
      assert.strictEqual((yield* get(a, "/v1/realtime/calls", "sk-acme", { method: "POST" })).status, 501)
      assert.strictEqual((yield* get(a, "/healthz")).status, 200)
      assert.strictEqual((yield* get(a, "/readyz")).status, 200)
      assert.strictEqual((yield* get(a, "/metrics", "sk-acme")).status, 403)
    }).pipe(Effect.scoped)
  )
})
