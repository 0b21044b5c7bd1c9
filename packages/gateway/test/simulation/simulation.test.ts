/** Sessions by simulation, against nodes that die, freeze, drain and lose their engine. `SESSIONS` is another number of them. */
import { assert, describe, it } from "vitest"
import { violations } from "./violations.ts"
import { runOutage, runWorld, troubles } from "./World.ts"

const size = 20
const sessions = Number(process.env["SESSIONS"] ?? 100)
const first = Number(process.env["SEED"] ?? 5)
const worlds = Math.ceil(sessions / size / troubles.length) * troubles.length

describe("sessions of users who come and go", () => {
  it.each(troubles)(
    "are recorded, answered and booked once, with trouble: %s",
    { timeout: 3_600_000 },
    async (trouble) => {
      for (let seed = first; seed < first + worlds; seed++) {
        if (troubles[seed % troubles.length] !== trouble) continue
        const world = await runWorld(seed, size)
        assert.deepStrictEqual(violations(world), [], `seed ${seed}`)
      }
    }
  )

  it("go on for 30 s without an engine, and all that was said meanwhile is recorded afterwards", async () => {
    const world = await runOutage(first, 4, 30_000)
    assert.lengthOf(world.before, 4)
    assert.deepStrictEqual(world.after, world.before)
    for (const count of world.answered) assert.isAbove(count, 10)
    assert.deepStrictEqual(violations(world), [])
    for (const { node } of world.nodes) assert.strictEqual(node.context.share.lost, 0)
  })
})
