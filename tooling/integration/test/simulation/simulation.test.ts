/** Plays thousands of stories, each from a seed, with any action of a user and any fault of the wire. */
import { assert, describe, it } from "@effect/vitest"
import { brokenParts } from "./brokenParts.ts"
import { invariants } from "./invariants.ts"
import { play } from "./play.ts"
import { report } from "./report.ts"
import { simulate } from "./simulate.ts"

const seeds = Number(process.env.SEEDS ?? 2000)

describe("the simulation", () => {
  it(`${seeds} stories keep every invariant`, async () => {
    for await (const { broken, story } of simulate(1, seeds)) assert.fail(report(story, broken))
  }, 600_000)

  it("the same seed is the same story", async () => {
    const [one, other] = [await play(7), await play(7)]
    assert.isAbove(one.trace.length, 50)
    assert.strictEqual(report(one, []), report(other, []))
  })

  it("every invariant has a part that breaks it", () => {
    assert.sameMembers(
      brokenParts.map(({ noticedBy }) => noticedBy),
      invariants.map(({ id }) => id)
    )
  })

  for (const { noticedBy, parts, what } of brokenParts) {
    it(`${noticedBy} notices ${what}`, async () => {
      const noticed = async (): Promise<boolean> => {
        for await (const { broken } of simulate(1, 200, parts))
          if (broken.some(({ id }) => id === noticedBy)) return true
        return false
      }
      assert.isTrue(await noticed())
    }, 60_000)
  }
})
