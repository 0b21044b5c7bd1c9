import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { requirementIds } from "@antiphon/transport-compliance"
import { bodies } from "../src/allBodies.ts"
import type { Bodies } from "../src/Bodies.ts"

describe("the bodies", () => {
  it("are one for each requirement", () => {
    assert.sameMembers(Object.keys(bodies), [...requirementIds])
  })

  it("do not compile where one is missing, or takes what its requirement does not need", () => {
    const { "open.both-ways": _, ...others } = bodies
    // @ts-expect-error the body of open.both-ways is missing
    const incomplete: Bodies = others
    const greedy: Bodies = {
      ...bodies,
      // @ts-expect-error open.both-ways does not need a peer that can stall
      "open.both-ways": ({ stall }) => Effect.asVoid(stall)
    }
    assert.notStrictEqual(incomplete, greedy)
  })
})
