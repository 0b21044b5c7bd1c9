/** The shells of session and server in fibers. What they decide is the business of the machines, which are simulated at length. */
import { assert, it } from "@effect/vitest"
import { script } from "../script/Script.ts"
import { smoke } from "./smoke.ts"

const seeds = 200

it(`in ${seeds} stories every command of the session ends, and no fiber and no timer is left`, async () => {
  let settled = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const drawn = script(seed)
    const plan = { ...drawn.plan, kind: "realtime", format: "audio/pcm", approval: undefined } as const
    const story = await smoke({ ...drawn, plan })
    assert.deepStrictEqual(
      { seed, wrong: story.wrong, left: story.left },
      { seed, wrong: [], left: { fibers: 0, timers: 0 } }
    )
    settled += story.settled
  }
  assert.isAbove(settled, seeds)
}, 300_000)
