import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { inOrder, noOrder, place } from "../src/state/itemOrder.ts"

const placeAll = (announced: ReadonlyArray<readonly [id: string, previous: string | null]>): ReadonlyArray<string> =>
  inOrder(announced.reduce((order, [id, previous]) => place(order, id, previous), noOrder))

it("an item goes right behind the one it names, also into the middle", () => {
  assert.deepStrictEqual(
    placeAll([
      ["a", null],
      ["b", "a"],
      ["c", "a"],
      ["first", null]
    ]),
    ["first", "a", "c", "b"]
  )
})

it("a chain comes out whole in whatever order its links were announced, and each twice", () => {
  const ids = Array.from({ length: 12 }, (_, index) => `item_${index}`)
  const chain = ids.map((id, index) => [id, ids[index - 1] ?? null] as const)
  fc.assert(
    fc.property(fc.shuffledSubarray([...chain, ...chain], { minLength: chain.length * 2 }), (announced) =>
      assert.deepStrictEqual(placeAll(announced), ids)
    )
  )
})

it("an item behind one that never comes is last, not lost", () => {
  assert.deepStrictEqual(
    placeAll([
      ["lost", "never"],
      ["a", null]
    ]),
    ["a", "lost"]
  )
})

it("announcements that name each other in a ring are last, not lost", () => {
  assert.deepStrictEqual(
    placeAll([
      ["x", "y"],
      ["y", "x"],
      ["a", null]
    ]),
    ["a", "y", "x"]
  )
})
