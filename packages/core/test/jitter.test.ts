/** The order of packets, without a network or a clock. */
import { type Arrival, frameMs, makeJitterBuffer, type RtpPacket } from "@antiphon/core/transport"
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { maxHeld, waits } from "../src/transport/audio/JitterBuffer.ts"

const packet = (index: number, first = 0): RtpPacket => ({
  payloadType: 111,
  marker: false,
  sequence: (first + index) & 0xffff,
  timestamp: ((first + index) * 960) >>> 0,
  ssrc: 1,
  payload: Uint8Array.of(index & 0xff, index >> 8)
})

const indexOf = ({ packet: { payload } }: Arrival): number => (payload[0] ?? 0) + 256 * (payload[1] ?? 0)

interface Journey {
  readonly index: number
  /** ms */
  readonly at: number
}

/** Sends packets over a network that does this with each, and looks every 10 ms, as the ticker does. */
const through = (journeys: ReadonlyArray<Journey>, first = 0) => {
  const buffer = makeJitterBuffer()
  const arrivals: Array<Arrival & { readonly at: number }> = []
  const take = (made: ReadonlyArray<Arrival>, at: number) => arrivals.push(...made.map((one) => ({ ...one, at })))
  const sorted = journeys.toSorted((one, other) => one.at - other.at)
  let tick = 0
  for (const { at, index } of sorted) {
    for (; tick <= at; tick += 10) take(buffer.expire(tick), tick)
    take(buffer.push(packet(index, first), at), at)
  }
  const last = sorted.at(-1)?.at ?? 0
  for (; tick <= last + 2 * waits.most; tick += 10) take(buffer.expire(tick), tick)
  return { arrivals, buffer, counts: buffer.counts() }
}

const first = fc.integer({ min: 0, max: 0xffff })

/** For each packet whether it is lost, and how long it is under way. Packet 0 comes, at once. */
const network = (maxDelay: number) =>
  fc
    .array(fc.record({ lost: fc.boolean(), delay: fc.integer({ min: 0, max: maxDelay }) }), {
      minLength: 1,
      maxLength: 300
    })
    .map((sent) =>
      [{ lost: false, delay: 0 }, ...sent].flatMap(({ delay, lost }, index) =>
        lost ? [] : [{ index, at: index * frameMs + delay }]
      )
    )

describe("the jitter buffer", () => {
  it("delivers in order and each once, and accounts for every packet, whatever the network does", () => {
    fc.assert(
      fc.property(network(400), first, (journeys, from) => {
        const { arrivals, counts } = through(journeys, from)
        let next = 0
        for (const arrival of arrivals) {
          assert.strictEqual(indexOf(arrival), next + arrival.lost)
          next = indexOf(arrival) + 1
        }
        assert.strictEqual(counts.delivered, arrivals.length)
        assert.strictEqual(counts.delivered + counts.lost, next)
        assert.strictEqual(counts.delivered + counts.dropped, journeys.length)
      })
    )
  })

  it("loses nothing where packets overtake each other by less than the least wait", () => {
    fc.assert(
      fc.property(network(waits.least - 10), first, (journeys, from) => {
        const { arrivals, counts } = through(journeys, from)
        assert.deepEqual(
          arrivals.map(indexOf),
          journeys.map(({ index }) => index)
        )
        assert.strictEqual(counts.dropped, 0)
      })
    )
  })

  it("delays nothing where the network is even", () => {
    const { arrivals } = through(Array.from({ length: 500 }, (_, index) => ({ index, at: index * frameMs + 35 })))
    for (const arrival of arrivals) assert.strictEqual(arrival.at, indexOf(arrival) * frameMs + 35)
  })

  it("waits no longer for a lost packet than its longest wait and a tick", () => {
    fc.assert(
      fc.property(network(200), first, (journeys, from) => {
        const at = new Map(journeys.map((journey) => [journey.index, journey.at]))
        for (const arrival of through(journeys, from).arrivals) {
          assert.isAtMost(arrival.at - (at.get(indexOf(arrival)) ?? Number.NaN), waits.most + 10)
        }
      })
    )
  })

  it("learns from late packets how long to wait, and forgets it again", () => {
    const slow = (index: number) => ({ index, at: index * frameMs + (index % 10 === 5 ? 120 : 0) })
    const { buffer, counts } = through(Array.from({ length: 200 }, (_, index) => slow(index)))
    assert.isAtMost(counts.dropped, 2)
    assert.isAbove(buffer.targetMs(), 100)
    const calm = Array.from({ length: 3000 }, (_, index) => packet(200 + index))
    for (const [index, one] of calm.entries()) buffer.push(one, 5000 + index * frameMs)
    assert.isBelow(buffer.targetMs(), waits.least + 10)
  })

  it("waits longer than the longest wait that was just long enough", () => {
    const buffer = makeJitterBuffer()
    for (const [index, at] of [
      [0, 0],
      [2, 40],
      [1, 95]
    ] as const) {
      buffer.push(packet(index), at)
    }
    assert.isAbove(buffer.targetMs(), 70)
  })

  it("a packet that comes twice is delivered once", () => {
    const { arrivals, counts } = through([0, 1, 1, 3, 3, 2, 2].map((index, at) => ({ index, at })))
    assert.deepEqual(arrivals.map(indexOf), [0, 1, 2, 3])
    assert.strictEqual(counts.dropped, 3)
  })

  it("holds a second of early packets at most", () => {
    const buffer = makeJitterBuffer()
    const given = [0, ...Array.from({ length: maxHeld + 1 }, (_, index) => index + 2)].flatMap((index) =>
      buffer.push(packet(index), 0)
    )
    assert.deepEqual(
      given.map(({ lost }) => lost),
      [0, 1, ...Array<number>(maxHeld).fill(0)]
    )
  })

  it("a new source, or a jump of the sequence, begins anew after what was held", () => {
    const buffer = makeJitterBuffer()
    const given = [
      buffer.push(packet(0), 0),
      buffer.push(packet(2), 0),
      buffer.push({ ...packet(9), ssrc: 2 }, 0),
      buffer.push({ ...packet(10, 20_000), ssrc: 2 }, 0)
    ]
    assert.deepEqual(
      given.map((arrivals) => arrivals.map((one) => [indexOf(one), one.lost])),
      [
        [[0, 0]],
        [],
        [
          [2, 1],
          [9, 0]
        ],
        [[10, 0]]
      ]
    )
  })
})
