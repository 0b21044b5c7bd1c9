import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { inOrder, noOrder, place, stepAside } from "../src/state/itemOrder.ts"

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

it("an item whose id a later one takes keeps its place, and both can be announced again", () => {
  const first = place(place(noOrder, "a", null), "b", "a")
  const taken = stepAside(first, "a", "a~2", true)
  assert.deepStrictEqual(inOrder(taken), ["a~2", "b", "a"])
  const announced = place(place(taken, "a", "b"), "c", "a")
  assert.deepStrictEqual(inOrder(announced), ["a~2", "b", "a", "c"])
  const again = stepAside(place(announced, "a~2", null), "a", "a~4", false)
  assert.deepStrictEqual(inOrder(again), ["a~2", "b", "a~4", "c"])
  assert.deepStrictEqual(inOrder(place(place(again, "a~4", null), "a", "c")), ["a~2", "b", "a~4", "c", "a"])
})

it("an item that was not announced gives its id away without a place", () => {
  const taken = stepAside(noOrder, "a", "a~2", true)
  assert.deepStrictEqual(inOrder(taken), [])
  assert.deepStrictEqual(inOrder(place(place(taken, "a~2", null), "a", "a~2")), ["a~2", "a"])
})
