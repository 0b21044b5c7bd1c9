/** The samples that wait, and when they are sent. */
import { frameMs, framesDue, makeSampleQueue } from "@antiphon/core/transport"
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"

/** ms */
const maxLagMs = 500

describe("the pace", () => {
  it("follows the clock whenever it is looked at: nothing drifts, nothing comes early, and no burst is long", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 200 }), (steps) => {
        let [now, next, frames] = [0, 0, 0]
        for (const step of steps) {
          now += step
          const work = framesDue(next, now, maxLagMs)
          next = work.next
          frames += work.skipped + work.frames
          assert.isAtMost(work.frames, maxLagMs / frameMs + 1)
          assert.isTrue(work.skipped === 0 || work.frames === 1)
        }
        assert.strictEqual(frames, steps.length === 0 ? 0 : Math.floor(now / frameMs) + 1)
        assert.isTrue(steps.length === 0 || (next > now && next <= now + frameMs))
      })
    )
  })
})

describe("the queue of samples", () => {
  it("gives what it was given, in frames, the last one filled up with silence", () => {
    const pieces = fc.array(
      fc.array(fc.integer({ min: 1, max: 32_767 }), { maxLength: 50 }).map((samples) => Int16Array.from(samples)),
      { maxLength: 30 }
    )
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 40 }), (given, length) => {
        const queue = makeSampleQueue()
        for (const piece of given) queue.push(piece)
        const all = given.flatMap((piece) => [...piece])
        assert.strictEqual(queue.size(), all.length)
        const taken: Array<number> = []
        for (let frame = queue.take(length); frame !== undefined; frame = queue.take(length)) taken.push(...frame)
        assert.deepEqual(taken.slice(0, all.length), all)
        assert.isTrue(taken.slice(all.length).every((sample) => sample === 0))
        assert.strictEqual(taken.length, Math.ceil(all.length / length) * length)
        assert.strictEqual(queue.size(), 0)
      })
    )
  })

  it("keeps a copy, and forgets it when cleared, also in the middle of a piece", () => {
    const queue = makeSampleQueue()
    const piece = Int16Array.of(1, 2, 3)
    queue.push(piece)
    piece.fill(9)
    assert.deepEqual(queue.take(2), Int16Array.of(1, 2))
    queue.clear()
    assert.isUndefined(queue.take(2))
    queue.push(Int16Array.of(4, 5))
    assert.deepEqual(queue.take(2), Int16Array.of(4, 5))
  })
})
