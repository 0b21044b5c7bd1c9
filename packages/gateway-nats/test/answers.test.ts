/** Answers of a server that mislead. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { freshToken } from "@antiphon/gateway"
import { findNats, type NatsServer, startServer } from "@antiphon/nats-server"
import { afterAll, beforeAll } from "vitest"
import { engineOf, proxyOf } from "./rig.ts"

/** Puts another text in place of the first one that matches, at the same length. */
const once = (pattern: RegExp, text: string) => {
  let isDone = false
  return {
    done: () => isDone,
    tamper: (data: string) =>
      isDone
        ? data
        : data.replace(pattern, (found) => {
            isDone = true
            return text.padEnd(found.length)
          })
  }
}

const ack = /\{"stream":"ANTIPHON_LOG", ?"seq":\d+[^}]*\}/

describe("an answer that misleads", () => {
  let server: NatsServer
  beforeAll(async () => {
    server = await startServer({ binary: findNats() })
  })
  afterAll(() => server.remove())

  it.live("sequence 0 is no acknowledgement, and the chunk is stored once", () =>
    Effect.gen(function* () {
      const proxy = yield* proxyOf(server)
      const { log } = yield* engineOf("a", proxy.url)
      const sid = freshToken("sess")
      const claim = yield* log.claim(sid, { fresh: true })
      const zero = once(ack, '{"stream":"X","seq":0}')
      proxy.tamper = zero.tamper
      const position = yield* claim.append(['{"n":1}'])
      assert.isTrue(zero.done())
      assert.isAbove(position, claim.position)
      assert.deepStrictEqual(
        (yield* log.read(sid)).map((chunk) => chunk.position),
        [claim.position, position]
      )
    }).pipe(Effect.scoped)
  )

  const errors = [10_164, 10_158, 10_077, 10_071].map((code) => `{"error":{"err_code":${code}}}`)
  it.live.each([...errors, "no JSON", "{}"])(
    "%s in place of an acknowledgement leaves one chunk and no fence",
    (answer) =>
      Effect.gen(function* () {
        const proxy = yield* proxyOf(server)
        const { log } = yield* engineOf("a", proxy.url)
        const sid = freshToken("sess")
        const claim = yield* log.claim(sid, { fresh: true })
        const error = once(ack, answer)
        proxy.tamper = error.tamper
        yield* claim.append(['{"n":1}'])
        assert.isTrue(error.done())
        yield* claim.append(['{"n":2}'])
        const lines = (yield* log.read(sid)).flatMap(({ lines }) => lines)
        assert.deepStrictEqual(lines, ['{"n":1}', '{"n":2}'])
      }).pipe(Effect.scoped)
  )

  it.live("an acknowledgement that was lost with its connection is found again, and nothing is stored twice", () =>
    Effect.gen(function* () {
      const proxy = yield* proxyOf(server)
      const { log } = yield* engineOf("a", proxy.url)
      const sid = freshToken("sess")
      const claim = yield* log.claim(sid, { fresh: true })
      proxy.isMuted = true
      const lines = ['{"n":1}']
      const first = yield* Effect.forkChild(Effect.result(claim.append(lines)))
      assert.strictEqual((yield* Fiber.join(first))._tag, "Failure")
      proxy.cut()
      proxy.isMuted = false
      // The next array comes while the outcome of the first one is open, so it has to find out who stands there.
      yield* Effect.retry(claim.append(['{"n":2}']), { times: 10 })
      const stored = (yield* log.read(sid)).flatMap((chunk) => chunk.lines)
      assert.deepStrictEqual(stored, ['{"n":1}', '{"n":2}'])
    }).pipe(Effect.scoped)
  )

  it.live("a read and an erasure whose answers are no JSON are unavailable, and nothing counts as read or erased", () =>
    Effect.gen(function* () {
      const proxy = yield* proxyOf(server)
      const { log } = yield* engineOf("a", proxy.url)
      const sid = freshToken("sess")
      yield* log.claim(sid, { fresh: true })
      for (const [type, attempt] of [
        ["consumer_create", log.read(sid)],
        ["stream_purge", log.erase(sid)]
      ] as const) {
        const strange = once(
          new RegExp(`\\{"type":"io\\.nats\\.jetstream\\.api\\.v1\\.${type}_response"[^\\r]*`),
          "no JSON"
        )
        proxy.tamper = strange.tamper
        const error = yield* Effect.flip<unknown, { readonly _tag: string }, never>(attempt)
        assert.isTrue(strange.done())
        assert.strictEqual(error._tag, "EngineUnavailable")
      }
    }).pipe(Effect.scoped)
  )

  it.live("a claim whose acknowledgement was lost is the same claim", () =>
    Effect.gen(function* () {
      const proxy = yield* proxyOf(server)
      const { log } = yield* engineOf("a", proxy.url)
      const sid = freshToken("sess")
      const lost = once(ack, '{"error":{"err_code":10071}}')
      proxy.tamper = lost.tamper
      const claim = yield* log.claim(sid, { fresh: true })
      assert.isTrue(lost.done())
      assert.strictEqual(claim.epoch, 1)
      yield* claim.append(['{"n":1}'])
      assert.strictEqual((yield* log.read(sid)).length, 2)
    }).pipe(Effect.scoped)
  )
})
