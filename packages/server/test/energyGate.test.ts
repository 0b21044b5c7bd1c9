/** Turn detection by loudness, on tones and on human speech. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as EnergyGate from "../src/engine/EnergyGate.ts"
import type { TurnEvent } from "../src/engine/TurnEvent.ts"
import { joined, recording, silence, tone } from "./helper.ts"

const settings = { threshold: 0.5, silenceMs: 500 }

/** The events of the gate for samples in blocks of these sizes. */
const listen = (samples: Int16Array, { sizes = [2400], silenceMs = 500, threshold = 0.5 } = {}) => {
  const gate = EnergyGate.listen({ ...settings, silenceMs, threshold })
  const events: Array<TurnEvent> = []
  let state = EnergyGate.start
  for (let at = 0, i = 0; at < samples.length; i++) {
    const size = sizes[i % sizes.length] ?? 2400
    const [next, said] = gate(state, samples.subarray(at, at + size))
    events.push(...said)
    state = next
    at += size
  }
  return events
}

const turns = (events: ReadonlyArray<TurnEvent>) =>
  events.flatMap((event) => (event._tag === "Silence" ? [] : [[event._tag, event.at / 24] as const]))

describe("human speech", () => {
  for (const { name, start, end } of [
    { name: "librivox-0880", start: 260, end: 2790 },
    { name: "goforward", start: 500, end: 2380 }
  ] as const) {
    for (const { before, pad } of [
      { before: 0, pad: "nothing" },
      { before: 1000, pad: "a second of digital silence" }
    ]) {
      it(`${name} after ${pad} is one turn within 150 ms of its hand-marked start and end`, () => {
        const found = turns(listen(joined([silence(before), recording(name), silence(1000)])))
        assert.deepStrictEqual(
          found.map(([tag]) => tag),
          ["SpeechStarted", "SpeechStopped"]
        )
        assert.closeTo(found[0]?.[1] ?? 0, before + start, 150)
        assert.closeTo(found[1]?.[1] ?? 0, before + end, 150)
      })
    }
  }

  it("a shorter silence duration ends the turn where the speaker pauses", () => {
    const twice = joined([recording("goforward"), silence(300), recording("goforward"), silence(1000)])
    assert.strictEqual(turns(listen(twice, { silenceMs: 400 })).length, 4)
    assert.strictEqual(turns(listen(twice, { silenceMs: 2000 })).length, 1)
  })
})

describe("tones", () => {
  it("start and end within 30 ms of their sound", () => {
    const found = turns(listen(joined([silence(500), tone(1000), silence(1000)])))
    assert.closeTo(found[0]?.[1] ?? 0, 500, 30)
    assert.closeTo(found[1]?.[1] ?? 0, 1500, 30)
  })

  it("of 20 ms are clicks and start no turn", () => {
    assert.deepStrictEqual(turns(listen(joined([silence(500), tone(20), silence(1000)]))), [])
  })

  it("need to be louder for a higher threshold", () => {
    const quiet = joined([silence(500), tone(1000).map((sample) => sample / 12), silence(1000)])
    assert.strictEqual(turns(listen(quiet, { threshold: 0.1 })).length, 2)
    assert.strictEqual(turns(listen(quiet, { threshold: 1 })).length, 0)
  })

  it("in a lasting noise are still detected, because the noise becomes the floor", () => {
    let seed = 1
    const noise = new Int16Array(24 * 12_000).map(() => {
      seed = (seed * 1_103_515_245 + 12_345) % 0x8000_0000
      return (seed / 0x8000_0000 - 0.5) * 1200
    })
    const speech = tone(1000)
    const noisy = noise.map((sample, i) => sample + (speech[i - 24 * 8000] ?? 0))
    const found = turns(listen(noisy)).filter(([, ms]) => ms > 4000)
    assert.closeTo(found[0]?.[1] ?? 0, 8000, 50)
    assert.closeTo(found[1]?.[1] ?? 0, 9000, 50)
  })

  it("have the same turns, however the samples are split into blocks", () => {
    const samples = joined([silence(310), tone(400), silence(700), tone(300), silence(600)])
    const whole = turns(listen(samples))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        assert.deepStrictEqual(turns(listen(samples, { sizes })), whole)
      }),
      { numRuns: 100 }
    )
  })

  it("of a later turn never lie before the end of a reported silence", () => {
    const samples = joined([silence(400), tone(500), silence(900), tone(100), silence(900)])
    let promised = 0
    for (const event of listen(samples, { sizes: [77, 2400, 500] })) {
      if (event._tag === "Silence") promised = Math.max(promised, event.until)
      if (event._tag === "SpeechStarted") assert.isAtLeast(event.at, promised)
    }
    assert.isAbove(promised, 0)
  })
})

/** A pseudo-random number from -1 to 1. The sequence is the same every time. */
const noise = (length: number, amplitude: number): Int16Array => {
  let seed = 1
  return new Int16Array(length).map(() => {
    seed = (seed * 1_103_515_245 + 12_345) % 0x8000_0000
    return (seed / 0x8000_0000 - 0.5) * 2 * amplitude
  })
}

const tags = (events: ReadonlyArray<TurnEvent>) => turns(events).map(([tag]) => tag)

describe("a microphone with a constant offset", () => {
  for (const offset of [300, 1000, -2000, 3000, 20_000]) {
    it(`is silent for a minute at ${offset}`, () => {
      assert.deepStrictEqual(turns(listen(new Int16Array(24 * 60_000).fill(offset))), [])
    })

    it(`is silent when the offset of ${offset} begins`, () => {
      const samples = joined([silence(1000), new Int16Array(24 * 5000).fill(offset)])
      assert.deepStrictEqual(turns(listen(samples)), [])
    })

    it(`has one turn for a second of sound on an offset of ${offset}`, () => {
      const samples = joined([silence(1000), tone(1000), silence(2000)]).map((sample) => sample + offset)
      const found = turns(listen(samples))
      assert.strictEqual(found.length, 2)
      assert.closeTo(found[0]?.[1] ?? 0, 1000, 30)
      assert.closeTo(found[1]?.[1] ?? 0, 2000, 30)
    })
  }

  it("has the same turns of recorded speech as without the offset", () => {
    const samples = joined([recording("goforward"), silence(1000)])
    assert.deepStrictEqual(turns(listen(samples.map((sample) => sample + 1500))), turns(listen(samples)))
  })
})

describe("a sound that lasts", () => {
  const hum = (amplitude: number, hz: number) =>
    new Int16Array(24 * 30_000).map((_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / 24_000))
  const sounds: ReadonlyArray<readonly [string, Int16Array]> = [
    ...[400, 1500, 5000, 15_000, 32_000].map(
      (amplitude) => [`noise of amplitude ${amplitude}`, noise(24 * 30_000, amplitude)] as const
    ),
    ...[1000, 8000, 32_000].map((amplitude) => [`hum of amplitude ${amplitude}`, hum(amplitude, 100)] as const),
    ["a clipped square wave", hum(32_000, 200).map((sample) => Math.sign(sample) * 32_000)]
  ]
  for (const [name, sound] of sounds) {
    it(`such as ${name} is at most one turn, which ends within 8 s`, () => {
      const found = turns(listen(joined([silence(1000), sound])))
      assert.isAtMost(found.length, 2)
      if (found.length > 0) assert.strictEqual(found[1]?.[0], "SpeechStopped")
      assert.isBelow(found[1]?.[1] ?? 0, 9000)
    })
  }

  it("does not hide a voice that is 14 dB louder", () => {
    const voice = joined([silence(20_000), tone(1000), silence(9000)])
    const samples = noise(24 * 30_000, 1500).map((sample, i) => sample + (voice[i] ?? 0))
    const found = turns(listen(samples)).filter(([, ms]) => ms > 15_000)
    assert.closeTo(found[0]?.[1] ?? 0, 20_000, 50)
    assert.closeTo(found[1]?.[1] ?? 0, 21_000, 50)
  })

  it("that begins while a user speaks ends the turn", () => {
    const samples = joined([recording("goforward"), noise(24 * 20_000, 4000)])
    assert.deepStrictEqual(tags(listen(samples)).slice(-1), ["SpeechStopped"])
  })

  it("does not end the turn of a user who speaks for half a minute", () => {
    const spoken = recording("librivox-0880").subarray(24 * 200, 24 * 2800)
    const words = joined(Array.from({ length: 16 }, () => spoken))
    assert.deepStrictEqual(tags(listen(joined([words, silence(2000)]), { silenceMs: 900 })), [
      "SpeechStarted",
      "SpeechStopped"
    ])
  })

  it("that keeps changing ends its turn after five minutes", () => {
    const restless = new Int16Array(24 * 320_000).map((_, i) => (i % 24_000 < 18_000 ? 9000 * Math.sin(i / 10) : 0))
    const found = turns(listen(restless))
    assert.strictEqual(found[1]?.[0], "SpeechStopped")
    assert.closeTo(found[1]?.[1] ?? 0, 300_000, 1000)
  })
})
