/** What a client, an upstream or a tenant repeats costs the same each time, and is bounded. */
import { AudioStore, freshToken, type Grant, token } from "@antiphon/gateway"
import { fileEngine } from "@antiphon/gateway/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as FileSystem from "node:fs/promises"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vi } from "vitest"
import { Grants } from "../src/memory/Grants.ts"
import { Awaited } from "../src/session/Awaited.ts"
import { eventOf } from "../src/session/Line.ts"
import { Missed } from "../src/session/Missed.ts"

const listed = vi.hoisted(() => vi.fn())
vi.mock("node:fs/promises", async (load) => {
  const real = await load<typeof FileSystem>()
  const readdir = (path: string) => {
    listed(path)
    return real.readdir(path)
  }
  return { ...real, readdir }
})

const name = (text: string) => token(text) ?? freshToken("n")

describe("a replay", () => {
  it("is answered by the items, the settings and the refusals of the upstream", () => {
    const awaited = new Awaited()
    awaited.add("a", undefined)
    awaited.add("b", "item_1")
    awaited.add("c", "item_2")
    awaited.add("d", "item_2")
    awaited.created("item_1")
    awaited.created("item_1")
    assert.strictEqual(awaited.refused("b"), undefined)
    assert.strictEqual(awaited.refused("d"), "item_2")
    assert.isFalse(awaited.isEmpty)
    awaited.updated()
    assert.isTrue(awaited.isEmpty)
  })

  it("is answered in its order by an upstream that has ids of its own and names no refused event", () => {
    const awaited = new Awaited()
    for (const at of [1, 2, 3]) awaited.add(`event_${at}`, `item_${at}`)
    awaited.created("own_1")
    awaited.created("own_1")
    assert.strictEqual(awaited.refused(undefined), "item_2")
    assert.isFalse(awaited.isEmpty)
    awaited.created("own_3")
    assert.isTrue(awaited.isEmpty)
  })

  it("finds each answer without a look at the other items", () => {
    const awaited = new Awaited()
    for (let at = 0; at < 100; at++) awaited.add(`event_${at}`, `item_${at}`)
    const looks = vi.spyOn(Map.prototype, Symbol.iterator)
    for (let at = 99; at >= 0; at--) awaited.created(`item_${at}`)
    assert.strictEqual(looks.mock.calls.length, 0)
    looks.mockRestore()
    assert.isTrue(awaited.isEmpty)
  })
})

it("a frame of too many values is not parsed, and one of a long text is", () => {
  assert.isUndefined(eventOf(`{"type":"x","many":[${"{},".repeat(1_100_000)}{}]}`))
  assert.isUndefined(eventOf(`${"[".repeat(70_000)}`))
  assert.strictEqual(eventOf(`{"type":"x","text":"${",".repeat(2_200_000)}"}`)?.["type"], "x")
})

describe("the client secrets in memory", () => {
  it("are looked through when their number has doubled, and not for each new one", () => {
    let looks = 0
    const grant: Grant = {
      tenant: name("t"),
      get expiresAt() {
        looks += 1
        return 1000
      }
    }
    const grants = new Grants()
    for (let at = 0; at < 4096; at++) assert.isTrue(grants.keep(name(`k${at}`), grant, 1e9, 0))
    assert.isBelow(looks, 2 * 4096)
  })

  it("are refused beyond their bytes, until some have expired", () => {
    const grants = new Grants()
    const grant = (expiresAt: number): Grant => ({ tenant: name("t"), expiresAt, session: { type: "realtime" } })
    const kept = Array.from({ length: 20 }, (_, at) => grants.keep(name(`k${at}`), grant(1000), 3000, 0))
    assert.isTrue(kept[0])
    assert.isFalse(kept[19])
    assert.isDefined(grants.get(name("k0")))
    assert.isTrue(grants.keep(name("late"), grant(2000), 3000, 1000))
    assert.isUndefined(grants.get(name("k0")))
    assert.isDefined(grants.get(name("late")))
  })
})

describe("frames for a client that was lost", () => {
  it("are bounded however short they are", () => {
    const missed = new Missed()
    let kept = 0
    while (missed.push(Buffer.alloc(0), false)) kept += 1
    assert.isBelow(kept, 100_000)
  })
})

describe("the sound in files", () => {
  it.live("is read without a list of the folder, and with one if its format is unusual", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "antiphon-sound-"))),
        (path) => Effect.promise(() => rm(path, { recursive: true }))
      )
      const found = yield* Effect.gen(function* () {
        const store = yield* AudioStore
        const named = (n: number) => ({ sid: name("s"), direction: "in", epoch: 1, n }) as const
        for (const [n, format] of ["audio/pcm", "audio/pcmu", "audio/opus"].entries()) {
          yield* store.put({ ...named(n), format, bytes: Uint8Array.of(n) })
        }
        const usual = [yield* store.get(named(0)), yield* store.get(named(1))]
        assert.strictEqual(listed.mock.calls.length, 0)
        return [...usual, yield* store.get(named(2))]
      }).pipe(Effect.provide(fileEngine({ node: name("a"), folder })))
      assert.deepEqual(
        found.map((each) => [each?.format, ...(each?.bytes ?? [])]),
        [
          ["audio/pcm", 0],
          ["audio/pcmu", 1],
          ["audio/opus", 2]
        ]
      )
    })
  )
})
