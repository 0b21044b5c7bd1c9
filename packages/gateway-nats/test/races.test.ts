/** Processes that race for sessions. `races/main.ts` has more of them, and more troubles. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { judge, race, type StoredChunk } from "./races/run.ts"
import { serverOf } from "./rig.ts"

describe("races for sessions", () => {
  it.live("in 200 claims with frozen owners nothing stale is stored and nothing acknowledged is lost", () =>
    Effect.gen(function* () {
      const { url } = yield* serverOf()
      const { acked, claims, fenced, ...faults } = yield* race({ servers: [url], claims: 200 })
      assert.isAtLeast(claims, 200)
      assert.isAbove(acked, 200)
      assert.isAbove(fenced, 0)
      assert.deepStrictEqual(faults, { stale: 0, doubled: 0, broken: 0, lost: 0 })
    }).pipe(Effect.scoped)
  )

  it("a stale chunk, a doubled epoch, a broken chain and a lost acknowledgement are each seen", () => {
    const chunk = (seq: number, epoch: number, fields: Partial<StoredChunk> = {}): StoredChunk => ({
      kind: "lines",
      seq,
      after: seq - 1,
      epoch,
      line: "x",
      ...fields
    })
    const claim = (seq: number, epoch: number) => chunk(seq, epoch, { kind: "claim", line: "" })
    const judged = (chunks: ReadonlyArray<StoredChunk>, position = 1) => {
      const seen = { claims: 0, acked: 0, fenced: 0, stale: 0, doubled: 0, broken: 0, lost: 0 }
      judge(seen, chunks, [{ position, epoch: 1, line: "" }])
      const { broken, doubled, lost, stale } = seen
      return { broken, doubled, lost, stale }
    }
    const none = { broken: 0, doubled: 0, lost: 0, stale: 0 }
    assert.deepStrictEqual(judged([claim(1, 1), chunk(2, 1), claim(3, 2), chunk(4, 2)]), none)
    assert.deepStrictEqual(judged([claim(1, 1), claim(2, 2), chunk(3, 1)]), { ...none, stale: 1 })
    assert.deepStrictEqual(judged([claim(1, 1), claim(2, 2), claim(3, 2)]), { ...none, doubled: 1 })
    assert.deepStrictEqual(judged([claim(1, 1), chunk(3, 1)]), { ...none, broken: 1 })
    assert.deepStrictEqual(judged([claim(1, 1)], 2), { ...none, lost: 1 })
  })
})
