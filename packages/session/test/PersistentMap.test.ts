import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { PersistentMap } from "../src/state/PersistentMap.ts"

const edits = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }).map(String), fc.integer()), { maxLength: 400 })

it("a table holds what a map of the same edits holds, in the same order", () => {
  fc.assert(
    fc.property(edits, (all) => {
      const table = all.reduce((next, [id, value]) => next.with(id, value), PersistentMap.empty<number>())
      const map = new Map(all)
      assert.deepStrictEqual([...table], [...map])
      assert.strictEqual(table.size, map.size)
      assert.deepStrictEqual([table.last, table.get("301")], [[...map.values()].at(-1), undefined])
      for (const [id, value] of map) assert.strictEqual(table.get(id), value)
    })
  )
})

it("a version stays as it was, whatever grows from it", () => {
  fc.assert(
    fc.property(edits, edits, edits, (base, one, other) => {
      const grow = (from: PersistentMap<number>, by: typeof base) =>
        by.reduce((next, [id, value]) => next.with(id, value), from)
      const root = grow(PersistentMap.empty(), base)
      const first = grow(root, one)
      const second = grow(root, other)
      assert.deepStrictEqual([...root], [...new Map(base)])
      assert.deepStrictEqual([...first], [...new Map([...base, ...one])])
      assert.deepStrictEqual([...second], [...new Map([...base, ...other])])
      for (const [id] of one) assert.strictEqual(root.has(id), new Map(base).has(id))
    })
  )
})

it("forty thousand values lie where they were put", () => {
  const table = Array.from({ length: 40_000 }).reduce<PersistentMap<number>>(
    (next, _, n) => next.with(`${n}`, n),
    PersistentMap.empty()
  )
  assert.deepStrictEqual(
    [...table],
    Array.from({ length: 40_000 }, (_, n) => [`${n}`, n])
  )
  for (const n of [0, 31, 32, 1023, 1024, 1055, 1056, 9999, 32_799, 32_800, 39_999]) {
    assert.strictEqual(table.get(`${n}`), n)
    assert.strictEqual(table.with(`${n}`, -1).get(`${n}`), -1)
  }
})
