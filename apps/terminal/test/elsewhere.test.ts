import { ClientEvent, type Handshake, ServerEvent, TransportError, Unauthorized } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { channels, demo, folder } from "./run.ts"

const key = "sk-for-this-test-0123456789"

/** A server outside the demo's process, which admits clients with the key, and the requests that it received. */
const server = Effect.gen(function* () {
  const asked: Array<Handshake> = []
  const listener = yield* listen({
    vocabulary: { incoming: ClientEvent, outgoing: ServerEvent },
    admit: (handshake) => {
      asked.push(handshake)
      return Option.exists(handshake.key, (offered) => Redacted.value(offered) === key)
        ? Effect.void
        : Effect.fail(new TransportError({ reason: new Unauthorized({ status: 401, detail: "wrong key" }) }))
    }
  })
  yield* listener
    .run((connection, handshake) => serve(connection, handshake))
    .pipe(Effect.provide(Engine.scripted({ turns: [{ heard: "Call.", say: "Response." }] })), Effect.forkScoped)
  return { url: `ws://127.0.0.1:${listener.address.port}/v1/realtime`, asked }
})

it.live("a turn with an endpoint elsewhere is the same turn, and its key is in no file", () =>
  Effect.gen(function* () {
    const out = yield* folder
    const { asked, url } = yield* server
    const run = yield* demo(["--url", url, "--model", "gpt-realtime-2", "--out", out], { OPENAI_API_KEY: key })
    assert.deepStrictEqual([run.code, run.stderr], [0, ""])
    assert.include(run.stdout, `assistant   "Response."`)
    assert.deepStrictEqual(
      asked.map(({ path, query }) => [path, query]),
      [["/v1/realtime", { model: "gpt-realtime-2" }]]
    )
    const [reply] = channels(join(out, "reply.wav"))
    assert.isAbove(reply?.length ?? 0, 0)
    assert.notInclude(readFileSync(join(out, "session.jsonl"), "utf8") + run.stdout, key)
  })
)

it.live("a refused key is an error of one line, without the key", () =>
  Effect.gen(function* () {
    const { url } = yield* server
    const wrong = "sk-wrong-0123456789"
    const run = yield* demo(["--url", url, "--out", yield* folder], { OPENAI_API_KEY: wrong })
    assert.match(run.stderr, /^antiphon: the credential was refused \(HTTP 401\): [^\n]+\n$/)
    assert.notInclude(run.stderr, wrong)
    assert.deepStrictEqual([run.code, run.stdout], [1, ""])
  })
)
