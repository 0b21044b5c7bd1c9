/** The reports on the packets of a track. */
import { isRtcp } from "@antiphon/core/transport"
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { makeReception } from "../../src/node/rtp/Reception.ts"
import { makeReporter, type Reporter } from "../../src/node/rtp/Reporter.ts"
import { buildReport, middleBits, parseReports, type Report } from "../../src/node/rtp/Rtcp.ts"

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 })

describe("reports", () => {
  const reception = fc.record({
    ssrc: uint(32),
    fractionLost: uint(8).map((eighth) => eighth / 256),
    packetsLost: fc.integer({ min: -0x80_0000, max: 0x7f_ffff }),
    highestSequence: uint(32),
    jitter: uint(32),
    lastSenderReport: uint(32),
    delaySinceLast: uint(32)
  })
  const sender = fc.record({
    ntpSeconds: fc.tuple(uint(31), uint(16)).map(([whole, part]) => whole + part / 65_536),
    rtpTimestamp: uint(32),
    packets: uint(32),
    bytes: uint(32)
  })
  const report: fc.Arbitrary<Report> = fc.record({
    ssrc: uint(32),
    sender: fc.option(sender, { nil: undefined }),
    receptions: fc.array(reception, { maxLength: 31 })
  })
  const name = fc.string({ unit: fc.constantFrom(..."abcxyz-0189"), maxLength: 60 })

  it("one that was built is parsed as it was, alone and among others, and is control", () => {
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 4 }), name, (sent, cname) => {
        const bytes = sent.flatMap((one) => [...buildReport(one, cname)])
        assert.deepEqual(parseReports(Uint8Array.from(bytes)), sent)
        assert.isTrue(isRtcp(Uint8Array.from(bytes)))
        assert.strictEqual(bytes.length % 4, 0)
      })
    )
  })

  it("anything else is passed over, whatever it claims", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.isArray(parseReports(bytes))))
    fc.assert(
      fc.property(report, fc.nat(), (sent, at) => {
        const bytes = buildReport(sent, "name")
        assert.isAtMost(parseReports(bytes.subarray(0, at % bytes.length)).length, 1)
      })
    )
  })

  it("the middle of a time wraps and counts 65 536 a second", () => {
    assert.strictEqual(middleBits(0.5), 32_768)
    assert.strictEqual(middleBits(65_536.25), 16_384)
  })
})

describe("reception", () => {
  const source = (sequence: number) => ({ ssrc: 7, sequence: sequence & 0xffff, timestamp: sequence * 960 })

  it("counts what was lost and what came, in all and since the last report, past the end of the sequence numbers", () => {
    fc.assert(
      fc.property(uint(16), fc.array(fc.boolean(), { minLength: 2, maxLength: 300 }), fc.nat(), (first, came, cut) => {
        const arrivals = [true, ...came, true]
        const half = 1 + (cut % came.length)
        const reception = makeReception()
        const hear = (from: number, to: number) => {
          for (let index = from; index < to; index++) {
            if (arrivals[index] === true) reception.packet(source(first + index), index * 20)
          }
        }
        hear(0, half)
        const before = reception.report()
        hear(half, arrivals.length)
        const after = reception.report()
        const lost = arrivals.filter((one) => !one).length
        assert.strictEqual(after?.packetsLost, lost)
        assert.strictEqual(after?.highestSequence, first + arrivals.length - 1)
        assert.deepInclude(reception.totals(), { lost, received: arrivals.length - lost })
        const span = (after?.highestSequence ?? 0) - (before?.highestSequence ?? 0)
        const missing = lost - (before?.packetsLost ?? 0)
        assert.closeTo(after?.fractionLost ?? Number.NaN, Math.max(0, missing / span), 1e-9)
      })
    )
  })

  it("packets that come evenly have no jitter, and those that come 10 ms early or late by turns come close to 20", () => {
    const even = makeReception()
    const uneven = makeReception()
    for (let index = 0; index < 500; index++) {
      even.packet(source(index), index * 20)
      uneven.packet(source(index), index * 20 + (index % 2 === 0 ? 10 : -10))
    }
    assert.closeTo(even.totals().jitterMs, 0, 1e-9)
    assert.closeTo(uneven.totals().jitterMs, 20, 0.1)
  })

  it("a new source is counted from its beginning", () => {
    const reception = makeReception()
    for (const sequence of [1, 5]) reception.packet(source(sequence), 0)
    reception.packet({ ssrc: 8, sequence: 9000, timestamp: 0 }, 0)
    assert.deepInclude(reception.report(), { ssrc: 8, packetsLost: 0, highestSequence: 9000, fractionLost: 0 })
  })
})

describe("two reporters", () => {
  it("tell each other the round trip, whatever clock each goes by", () => {
    const way = 30
    const [here, there] = [1000, 5_000_000]
    const under: Array<{ readonly at: number; readonly deliver: (now: number) => void }> = []
    let now = 0
    const make = (ssrc: number, origin: number, other: () => Reporter, otherOrigin: number): Reporter =>
      makeReporter({
        ssrc,
        origin: 1e12 + 7 * origin,
        sender: { counts: () => ({ packets: 1, bytes: 1 }), timestampAt: () => 0 },
        write: (bytes) => under.push({ at: now + way, deliver: (at) => other().receive(bytes, at + otherOrigin) })
      })
    const one: Reporter = make(1, here, () => two, there)
    const two: Reporter = make(2, there, () => one, here)
    one.reception.packet({ ssrc: 2, sequence: 1, timestamp: 0 }, here)
    two.reception.packet({ ssrc: 1, sequence: 1, timestamp: 0 }, there)
    for (; now < 7000; now += 1) {
      while (under[0] !== undefined && under[0].at <= now) under.shift()?.deliver(now)
      one.tick(here + now)
      two.tick(there + now)
    }
    assert.closeTo(one.roundTripMs() ?? Number.NaN, 2 * way, 1)
    assert.closeTo(two.roundTripMs() ?? Number.NaN, 2 * way, 1)
  })
})
