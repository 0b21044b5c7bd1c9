import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { MemoryStore, SessionLog, SessionRegistry, Secrets, UsageLog, AudioStore } from "@antiphon/gateway"
import { fileEngine } from "@antiphon/gateway/node"
import { appendFileSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { client, name, nodeOf, upstream } from "./rig.ts"

const fresh = () => mkdtempSync(join(tmpdir(), "antiphon-gateway-"))
const inFolder = (folder: string) => Layer.orDie(fileEngine({ node: name("a"), folder }))

describe("the engine in local files", () => {
  it.live("a restart finds what was acknowledged, and a line that was torn is cut", () =>
    Effect.gen(function* () {
      const folder = fresh()
      const sid = name("sess_1")
      const tenant = name("acme")
      const record = { sid, tenant, node: name("a"), epoch: 1, state: "live", since: 1, model: "m" } as const
      const used = {
        tenant,
        sid,
        id: "resp_1",
        kind: "response",
        model: "m",
        at: 1,
        usage: { total_tokens: 3 }
      } as const
      const segment = {
        sid,
        direction: "in",
        epoch: 1,
        n: 0,
        format: "audio/pcm",
        bytes: new Uint8Array([1, 2])
      } as const
      const before = yield* Effect.gen(function* () {
        const log = yield* SessionLog
        const claim = yield* log.claim(sid, { fresh: true })
        yield* claim.append(['{"n":1}'])
        yield* (yield* SessionRegistry).put(record)
        yield* (yield* UsageLog).record(used)
        yield* (yield* AudioStore).put(segment)
        yield* (yield* Secrets).keep(name("digest"), { tenant, expiresAt: Date.now() + 60_000 })
        return claim
      }).pipe(Effect.provide(inFolder(folder)))
      appendFileSync(join(folder, "log", `${sid}.jsonl`), '{"p":99,"e":1,"n":"a","k":"li')
      yield* Effect.gen(function* () {
        const log = yield* SessionLog
        const claim = yield* log.claim(sid, { fresh: false })
        assert.deepStrictEqual([claim.epoch, claim.first], [2, before.first])
        yield* claim.append(['{"n":2}'])
        const chunks = yield* log.read(sid)
        assert.deepStrictEqual(
          chunks.map(({ epoch, lines }) => [epoch, ...lines]),
          [[1], [1, '{"n":1}'], [2], [2, '{"n":2}']]
        )
        const [listed] = yield* (yield* SessionRegistry).list()
        assert.strictEqual(listed?.state, "suspended")
        assert.isFalse(yield* (yield* UsageLog).record(used))
        assert.strictEqual((yield* (yield* UsageLog).read(tenant)).length, 1)
        const [heard] = yield* (yield* AudioStore).list(sid)
        assert.isDefined(heard)
        assert.deepStrictEqual(heard && [...((yield* (yield* AudioStore).get(heard))?.bytes ?? [])], [1, 2])
        assert.strictEqual((yield* (yield* Secrets).find(name("digest")))._tag, "Some")
        yield* log.erase(sid)
        const fenced = yield* Effect.flip(claim.append(['{"n":3}']))
        assert.strictEqual(fenced._tag, "Fenced")
        const again = yield* log.claim(sid, { fresh: true })
        assert.notStrictEqual(again.first, claim.first)
      }).pipe(Effect.provide(inFolder(folder)))
    })
  )

  it.live("a client goes on with its session after the node was started again", () =>
    Effect.gen(function* () {
      const folder = fresh()
      const up = yield* upstream(["Before the restart.", "After it."])
      const token = yield* Effect.gen(function* () {
        const node = yield* nodeOf("a", new MemoryStore(), { upstream: up, engine: inFolder(folder) })
        const user = yield* client(node, "model=gpt-realtime", ["realtime", "antiphon.resume-v1"])
        const told = yield* user.next("antiphon.session")
        user.ask("Hi")
        yield* user.next("response.done")
        return encodeURIComponent(String(told["resume_token"]))
      }).pipe(Effect.scoped)
      const node = yield* nodeOf("a", new MemoryStore(), { upstream: up, engine: inFolder(folder) })
      const back = yield* client(node, `antiphon_resume=${token}`, ["realtime", "antiphon.resume-v1"])
      assert.deepStrictEqual((yield* back.next("antiphon.session"))["lost"], [])
      back.ask("And now?")
      yield* back.next("response.done")
    }).pipe(Effect.scoped)
  )
})
