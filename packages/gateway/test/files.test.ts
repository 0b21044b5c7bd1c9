import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { MemoryStore, SessionLog, SessionRegistry } from "@antiphon/gateway"
import { fileEngine } from "@antiphon/gateway/node"
import { appendFileSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { client, name, nodeOf, upstream } from "./rig.ts"

const fresh = () => mkdtempSync(join(tmpdir(), "antiphon-gateway-"))
const inFolder = (folder: string) => Layer.orDie(fileEngine({ node: name("a"), folder }))

describe("the engine in local files", () => {
  it.live("a line that was torn is cut, and a session that was live is suspended after a restart", () =>
    Effect.gen(function* () {
      const folder = fresh()
      const sid = name("sess_1")
      const record = {
        sid,
        tenant: name("acme"),
        node: name("a"),
        epoch: 1,
        state: "live",
        since: 1,
        model: "m"
      } as const
      yield* Effect.gen(function* () {
        const claim = yield* SessionLog.use((log) => log.claim(sid, { fresh: true }))
        yield* claim.append(['{"n":1}'])
        yield* SessionRegistry.use((registry) => registry.put(record))
      }).pipe(Effect.provide(inFolder(folder)))
      appendFileSync(join(folder, "log", `${sid}.jsonl`), '{"p":99,"e":1,"n":"a","k":"li')
      yield* Effect.gen(function* () {
        const log = yield* SessionLog
        const claim = yield* log.claim(sid, { fresh: false })
        yield* claim.append(['{"n":2}'])
        const chunks = yield* log.read(sid)
        assert.deepStrictEqual(
          chunks.map(({ epoch, lines }) => [epoch, ...lines]),
          [[1], [1, '{"n":1}'], [2], [2, '{"n":2}']]
        )
        const [listed] = yield* SessionRegistry.use((registry) => registry.list())
        assert.strictEqual(listed?.state, "suspended")
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
