/** A peer is silent only as long as this process listens. */
import { assert, describe, it } from "@effect/vitest"
import { makeSilence } from "@antiphon/core/transport"

describe("the silence of a peer", () => {
  it("grows with the clock while it is looked at every tick, and is broken by anything heard", () => {
    const silence = makeSilence(1000)
    for (let now = 1010; now <= 3000; now += 10) silence.at(now)
    assert.strictEqual(silence.at(3000), 2000)
    silence.broken()
    assert.strictEqual(silence.at(3010), 10)
  })

  it("does not grow by a stall of this process, however long, since nothing could be heard", () => {
    const silence = makeSilence(0)
    assert.isAtMost(silence.at(60_000), 100)
    assert.isAtMost(silence.at(120_000), 200)
  })

  it("does not shrink where a clock is set back", () => {
    const silence = makeSilence(1000)
    assert.strictEqual(silence.at(1050), 50)
    assert.strictEqual(silence.at(0), 50)
    assert.strictEqual(silence.at(30), 80)
  })
})
