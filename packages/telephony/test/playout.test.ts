import { Playout, type PlayoutInput, type PlayoutOutput } from "@antiphon/telephony"
import { assert, describe, it } from "@effect/vitest"
import { tripOf } from "../src/playout/timing.ts"

const echo = { marks: "echo", frames: "any", aheadMs: 30_000 } as const

/** Steps a playout, and keeps what it sent. */
const driver = (facts: Parameters<typeof Playout.make>[0]["facts"] = echo) => {
  let state = Playout.make({ rate: 8000, facts })
  const sent: Array<PlayoutOutput> = []
  const give = (input: PlayoutInput, now: number) => {
    const { outputs, state: next } = Playout.step(state, input, now)
    state = next
    sent.push(...outputs)
    return outputs
  }
  const at = (now: number) => Playout.position(state, now) / 8
  const marks = () => sent.flatMap((each) => (each._tag === "Mark" ? [each.name] : []))
  const lengths = () => sent.flatMap((each) => (each._tag === "Audio" ? [each.samples.length] : []))
  const samples = (ms: number): PlayoutInput => ({ _tag: "Queued", samples: new Int16Array(8 * ms).fill(5) })
  return { give, at, marks, lengths, samples, state: () => state, sent }
}
const mark = (name: string): PlayoutInput => ({ _tag: "Marked", name })
const time: PlayoutInput = { _tag: "Time" }

describe("marks", () => {
  it("the first frame has a mark, then every 100 ms, and the end has one too", () => {
    const { give, lengths, marks, samples } = driver()
    give(samples(250), 0)
    assert.deepStrictEqual(lengths(), [160, 800, 800, 160])
    give(time, 60)
    assert.deepStrictEqual(lengths(), [160, 800, 800, 160, 80])
    assert.deepStrictEqual(marks(), ["0.1", "0.2", "0.3", "0.4"])
  })

  it("the position is the clock while five marks at most are missing, and never past the sixth plus a round trip", () => {
    const { at, give, samples } = driver()
    give(samples(2000), 0)
    assert.strictEqual(at(0), 0)
    assert.strictEqual(at(500), 20)
    give(mark("0.1"), 120) // 20 ms of sound, and 100 ms of way
    assert.strictEqual(at(120), 120)
    assert.strictEqual(at(150), 150)
    assert.strictEqual(at(400), 400)
    assert.strictEqual(at(1000), 720)
    give(mark("0.2"), 220)
    assert.strictEqual(at(300), 300)
  })

  it("the round trip is the least that was seen, so a carrier that starts slowly costs nothing later", () => {
    const { at, give, marks, samples, state } = driver()
    give(samples(2000), 0)
    give(mark("0.1"), 388) // the carrier began 268 ms late
    assert.strictEqual(at(388), 388)
    give(samples(2000), 388)
    give({ _tag: "Clear" }, 400)
    give(samples(2000), 5000)
    const [first = "", second = ""] = marks().filter((name) => name.startsWith("1."))
    give(mark(first), 5120)
    give(mark(second), 5220)
    assert.strictEqual(tripOf(state()), 100)
    assert.strictEqual(at(5230) - 4000, 230)
  })

  it("stale marks of before a clear move nothing", () => {
    const { at, give, marks, samples } = driver()
    give(samples(1000), 0)
    give(mark("0.1"), 20)
    assert.deepStrictEqual(
      give({ _tag: "Clear" }, 200).map(({ _tag }) => _tag),
      ["Clear"]
    )
    assert.strictEqual(at(200), 1000)
    give(samples(1000), 300)
    const before = at(300)
    for (const name of marks().filter((each) => each.startsWith("0."))) give(mark(name), 310)
    assert.strictEqual(at(300), before)
    assert.isTrue(marks().some((name) => name.startsWith("1.")))
  })

  it("a mark that is lost is made up by the next, and by the clock if there is none", () => {
    const { give, marks, samples, state } = driver()
    give(samples(500), 0)
    give(time, 60)
    const last = marks().at(-1) ?? ""
    give(mark(last), 510)
    assert.isTrue(Playout.isPlayed(state()))
    give(samples(500), 1000)
    give(time, 1100)
    assert.isFalse(Playout.isPlayed(state()))
    for (let now = 1100; now < 8000; now += 100) give(time, now)
    assert.isTrue(Playout.isPlayed(state()))
  })

  it("a clear is sent whenever unheard audio exists, and not otherwise", () => {
    const { give, samples } = driver()
    assert.deepStrictEqual(give({ _tag: "Clear" }, 0), [])
    give(samples(20), 0)
    give(time, 60)
    assert.strictEqual(give({ _tag: "Clear" }, 60).length, 1)
  })
})

describe("the window", () => {
  it("never more than the carrier's share is unplayed, and marks open it", () => {
    const { give, lengths, samples } = driver({ ...echo, aheadMs: 1000 })
    give(samples(60_000), 0)
    const total = () => lengths().reduce((sum, each) => sum + each, 0) / 8
    assert.isAtMost(total(), 1000)
    give(mark("0.2"), 120)
    assert.isAtMost(total(), 1120)
    assert.isAbove(total(), 1000)
  })

  it("a pause stops at once, and a resume goes on where it stopped", () => {
    const { give, lengths, samples } = driver()
    give({ _tag: "Flow", isPaused: true }, 0)
    give(samples(500), 0)
    assert.lengthOf(lengths(), 0)
    give({ _tag: "Flow", isPaused: false }, 100)
    assert.strictEqual(
      lengths().reduce((sum, each) => sum + each, 0),
      4000
    )
  })
})

describe("frames", () => {
  it("a carrier that takes exact frames gets exact frames, the last filled with silence", () => {
    const { give, lengths, samples, sent } = driver({ ...echo, frames: "exact" })
    give(samples(50), 0)
    give(time, 60)
    assert.deepStrictEqual(lengths(), [160, 160, 160])
    const last = sent.findLast(({ _tag }) => _tag === "Audio")
    assert.deepStrictEqual(last?._tag === "Audio" ? [last.samples[79], last.samples[80]] : [], [5, 0])
  })

  it("audio that comes in drops is collected first, so that words do not begin with a stutter", () => {
    const { give, lengths, samples } = driver()
    give(samples(15), 0)
    give(samples(15), 15)
    assert.lengthOf(lengths(), 0)
    give(samples(15), 30)
    assert.isAbove(lengths().length, 0)
  })
})

describe("a carrier without marks", () => {
  const paced = { marks: "none", frames: "exact", aheadMs: 60 } as const

  it("is paced by the clock with 60 ms of lead, and the clock is the position", () => {
    const { at, give, lengths, marks, samples, state } = driver(paced)
    give(samples(400), 0)
    assert.strictEqual(lengths().length * 20, 60)
    for (let now = 0; now <= 200; now += 5) give(time, now)
    assert.approximately(lengths().length * 20, 260, 20)
    assert.strictEqual(at(200), 200)
    assert.deepStrictEqual(marks(), [])
    for (let now = 200; now <= 500; now += 5) give(time, now)
    assert.isTrue(Playout.isPlayed(state()))
  })

  it("plays what was sent before a clear, and the position says so", () => {
    const { give, samples, state } = driver(paced)
    give(samples(400), 0)
    assert.strictEqual(Playout.clearPosition(state(), 10), 8 * 60)
    assert.deepStrictEqual(give({ _tag: "Clear" }, 10), [])
  })
})

it("ten minutes of audio leave no more behind than its first second", () => {
  let state = Playout.make({ rate: 8000, facts: echo })
  for (let second = 0; second < 600; second += 1) {
    const marks: Array<string> = []
    const give = (input: PlayoutInput, now: number) => {
      const { outputs, state: next } = Playout.step(state, input, now)
      state = next
      for (const each of outputs) if (each._tag === "Mark") marks.push(each.name)
    }
    give({ _tag: "Queued", samples: new Int16Array(8000) }, second * 1000)
    give(time, second * 1000 + 500)
    for (const name of marks.splice(0)) give(mark(name), second * 1000 + 999)
    assert.isAtMost(state.marks.length, 1)
    assert.strictEqual(state.queue.length, 0)
  }
})
